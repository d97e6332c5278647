/// A marker that cannot be understood. The author of the source has to fix it.
package struct MarkerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, as the caller named it.
    package let file: String
    /// The line, counted from 1.
    package let line: Int
    /// The error, without file and line.
    package let reason: String

    package var description: String { "\(file):\(line): \(reason)" }
}
