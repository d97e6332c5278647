import Results
import Words

/// A line of a student's source as compilers show it: its number, the line, and a mark below the place.
///
///       75 |         put_pid(pidd);
///          |                 ^
struct SourceExcerpt {
    private let place: SourcePlace

    init(_ place: SourcePlace) { self.place = place }

    /// The file, the line, and the column where it is known.
    var heading: String { "\(place.file):\(place.line)" + (place.column.map { ":\($0)" } ?? "") }

    /// The line and the mark, on `width` columns behind `indent` blanks; nothing where the line's text is not known.
    func lines(_ text: TerminalText, indent: Int) -> [String] {
        guard let source = place.text, !source.allSatisfy(\.isWhitespace) else { return [] }
        let number = "\(place.line)"
        let gutter = String(repeating: " ", count: indent) + String(repeating: " ", count: max(5 - number.count, 0))
        let blank = String(repeating: " ", count: gutter.count + number.count)
        let room = max(text.width - blank.count - 4, 10)
        // Without a column the whole of the line is meant, from its first letter on.
        let blanks = source.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
        let column = max(place.column ?? blanks + 1, 1)
        let before = Self.expanded(String(decoding: source.utf8.prefix(column - 1), as: UTF8.self))
        // Where the marked place would be out of sight, the shown text begins shortly before it.
        let skipped = TerminalColumns.width(before) > room * 2 / 3 ? max(before.count - room / 3, 0) : 0
        let start = TerminalColumns.width(before.dropFirst(skipped))
        let shown = String(Self.expanded(source).dropFirst(skipped))
        let columns = min(TerminalColumns.width(shown), room)
        var lines = [gutter + number + " | " + TerminalColumns.fitted(shown, columns)]
        if start < room {
            let tail = place.column == nil ? String(repeating: "~", count: max(columns - start - 1, 0)) : ""
            lines.append(blank + " | " + String(repeating: " ", count: start) + text.colour("32", "^\(tail)"))
        }
        return lines
    }

    private static func expanded(_ text: String) -> String { text.replacing("\t", with: "    ").visibleLine }
}
