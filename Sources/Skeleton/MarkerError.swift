/// A marker that cannot be understood. Whoever wrote the source mends it.
package struct MarkerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// As it was given by the caller.
    package let file: String
    /// From 1.
    package let line: Int
    /// Without the place.
    package let reason: String

    package var description: String { "\(file):\(line): \(reason)" }
}
