/// A line of a submission's sources, with its text as it was when the module was built.
public struct SourcePlace: Sendable, Hashable, Codable {
    /// The file's path, relative to the submission; student text.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column in bytes, from 1; nil where only the line is known.
    public var column: Int?
    /// The line itself, without its end, at most 400 bytes; student text. Nil where it is not known.
    public var text: String?

    /// A place with what is known of it.
    public init(file: String, line: Int, column: Int? = nil, text: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.text = text
    }
}
