package import ModuleBuild

/// What was built from a submission.
package struct Module: Sendable {
    /// As /proc/modules has it.
    package let name: String
    /// To be loaded.
    package let bytes: [UInt8]
    /// What an address in it means; nil where nobody will ask.
    package let lines: LineTable?

    package init(name: String, bytes: [UInt8], lines: LineTable?) {
        self.name = name
        self.bytes = bytes
        self.lines = lines
    }
}
