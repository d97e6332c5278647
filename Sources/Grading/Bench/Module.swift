package import ModuleBuild

/// What was built from a submission.
package struct Module: Sendable {
    /// As /proc/modules has it.
    package let name: String
    /// The bytes of the .ko file.
    package let bytes: [UInt8]
    /// The source line of each address in it; nil where no line is wanted.
    package let lines: LineTable?
    /// What its file shows of the way in which it prints.
    let traits: ModuleTraits

    /// A module, from its parts.
    package init(name: String, bytes: [UInt8], lines: LineTable?) {
        self.name = name
        self.bytes = bytes
        self.lines = lines
        traits = ModuleTraits(of: bytes)
    }
}
