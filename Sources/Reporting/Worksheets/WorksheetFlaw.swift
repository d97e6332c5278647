/// Why a platform's file cannot be filled in. The instructor can fix the file; nothing was written.
package struct WorksheetFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
