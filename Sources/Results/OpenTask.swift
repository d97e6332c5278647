/// A task of the skeleton that is still open in the sources: a comment that begins with `TODO 2.3:`.
public struct OpenTask: Sendable, Hashable, Codable {
    /// The task's name, for example `2.3`: the number of its lab, and its own.
    public var name: String
    /// How it begins, in one line; student text, since it is read from their file.
    public var text: String
    /// The line with the word TODO.
    public var place: SourcePlace

    /// A task with its place.
    public init(name: String, text: String, place: SourcePlace) {
        self.name = name
        self.text = text
        self.place = place
    }

    /// The number of its lab.
    public var lab: Substring { name.prefix { $0 != "." } }
}
