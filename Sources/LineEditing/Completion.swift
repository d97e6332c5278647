/// What completes the last word of a line.
package struct Completion: Sendable, Hashable {
    /// What is to be inserted behind the cursor; empty where more than one word fits from here on.
    package let insertion: String
    /// The words that fit, in columns; empty where there is something to insert.
    package let listing: String

    /// The completion of `text`, the line up to the cursor, by the `words` that may stand in the place of its last one.
    /// A word that ends in `/` or that is the only one is complete but for what stands behind it: nothing, or a blank.
    package init(of text: String, by words: [String], columns: Int = 80) {
        let begun = text.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let fitting = Set(words.filter { $0.hasPrefix(begun) }).sorted()
        guard let first = fitting.first, let last = fitting.last else {
            (insertion, listing) = ("", "")
            return
        }
        // What the first and the last in the order have in common, all of them have.
        let common = String(zip(first, last).prefix { $0 == $1 }.map(\.0))
        let rest = String(common.dropFirst(begun.count)) + (fitting.count == 1 ? " " : "")
        insertion = rest
        listing = rest.isEmpty ? Self.columns(fitting, columns) : ""
    }

    /// Words side by side, read downwards, each line with its end.
    private static func columns(_ words: [String], _ width: Int) -> String {
        let wide = (words.map(\.count).max() ?? 0) + 2
        let across = max(width / wide, 1)
        let rows = (words.count + across - 1) / across
        return (0..<rows).map { row in
            let line = stride(from: row, to: words.count, by: rows).map { index in
                words[index] + String(repeating: " ", count: wide - words[index].count)
            }.joined()
            return line.replacing(#/ +$/#, with: "") + "\n"
        }.joined()
    }
}
