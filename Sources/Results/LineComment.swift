/// What an instructor wrote at a line of an attempt's sources.
public struct LineComment: Sendable, Hashable, Codable {
    /// The comment's number in the gradebook.
    public var id: Int64
    /// The file's path, relative to the submission; student text.
    public var path: String
    /// The line, from 1.
    public var line: Int
    /// What was written.
    public var text: String
    /// Who wrote it.
    public var author: String
    /// When, in seconds since 1970, UTC.
    public var given: Double

    /// A comment at a line.
    public init(id: Int64, path: String, line: Int, text: String, author: String, given: Double) {
        self.id = id
        self.path = path
        self.line = line
        self.text = text
        self.author = author
        self.given = given
    }
}
