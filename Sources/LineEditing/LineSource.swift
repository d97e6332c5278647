/// Where the lines of a conversation come from, one after the other: a terminal, a file, a pipe.
package protocol LineSource: Sendable {
    /// The next line.
    ///
    /// - Parameters:
    ///   - prompt: What stands in front of it, where people read that.
    ///   - offered: What stands in the line already where it can be edited; empty for nothing.
    /// - Returns: The line, or why there is none. A cancelled task has none.
    func next(_ prompt: String, offered: String) async -> TypedLine

    /// Keeps a line for the keys that bring earlier ones back.
    func remember(_ line: String) async
}

/// What came of asking for a line.
package enum TypedLine: Sendable, Hashable {
    /// A line without its newline.
    case text(String)
    /// The user gave the line up (Ctrl-C).
    case interrupted
    /// There are no more lines.
    case end
}
