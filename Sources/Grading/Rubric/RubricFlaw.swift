/// A rubric that cannot be used, with the place to correct. The instructor's.
package struct RubricFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, or the folder with all labs, as it was named.
    package let file: String
    /// From 1; nil where the flaw is about the whole file.
    package let line: Int?
    /// One sentence without a full stop, the field in backquotes first where there is one.
    package let reason: String

    /// A flaw, from its parts.
    package init(file: String, line: Int?, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    /// The sentence, with file and line.
    package var description: String { "the rubric is not usable: \(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}
