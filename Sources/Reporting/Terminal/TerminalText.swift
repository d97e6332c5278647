import Results
import Words

/// Text laid out for a terminal: colours, labels, and the parts of a check's story.
struct TerminalText: Sendable {
    let isColoured: Bool
    let width: Int
    /// Columns before a part of a story.
    let indent: Int

    /// For a terminal of `width` columns (at least 30).
    init(isColoured: Bool, width: Int, indent: Int = 7) {
        self.isColoured = isColoured
        self.width = max(width, 30)
        self.indent = indent
    }

    /// Columns of a label.
    static let labelWidth = 10

    /// Columns for the text behind a label.
    var room: Int { max(width - indent - Self.labelWidth, 10) }

    func colour(_ code: String, _ text: String) -> String {
        isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }

    func bold(_ text: String) -> String { colour("1", text) }

    /// The word for how a check ended, on four columns.
    func mark(_ status: CheckResult.Status) -> String {
        switch status {
        case .pass: colour("32", " ok ")
        case .fail: colour("31", "FAIL")
        case .error: colour("33", "ERR ")
        case .blocked: colour("33", "wait")
        case .skipped: colour("33", "skip")
        case .notApplicable: colour("33", "n/a ")
        }
    }

    /// A text wrapped beside its label; nothing for an empty one.
    func block(_ label: String, _ text: String) -> [String] {
        let indent = String(repeating: " ", count: self.indent)
        let rest = String(repeating: " ", count: label.count)
        return TerminalColumns.wrapped(text.visibleLine, max(width - self.indent - label.count, 10)).enumerated().map {
            indent + ($0.offset == 0 ? label : rest) + $0.element
        }
    }

    /// A text behind a label of its own.
    func row(_ label: String, _ text: String) -> [String] {
        block(TerminalColumns.fitted(label, Self.labelWidth), text)
    }

    /// The parts of a check's story, each behind its label.
    ///
    /// - Parameters:
    ///   - parts: The parts, in their order.
    ///   - limit: How many lines of an answer of several lines are shown, its last ones.
    /// - Returns: Lines without their ends.
    func story(_ parts: [CheckResult.StoryPart], limit: Int = .max) -> [String] {
        func text(_ label: CheckResult.StoryPart.Label) -> String? {
            parts.first { $0.label == label }?.text.visibleLine
        }
        let actual = text(.got)
        let (expected, got) = cut(text(.expected) ?? "", unprefixed(actual ?? "", beside: text(.expected)))
        return parts.flatMap { part in
            let lines = part.text.split(whereSeparator: \.isNewline)
            return switch part.label {
            case .message: block("", part.text)
            // An answer of several lines is shown as it came: none of it can be set beside what is expected.
            case .expected where lines.count > 1, .got where lines.count > 1:
                (lines.count > limit ? ["…"] : []).flatMap { row(part.label.rawValue, $0) }
                    + lines.suffix(limit).enumerated().flatMap { index, line in
                        row(index == 0 && lines.count <= limit ? part.label.rawValue : "", String(line))
                    }
            case .expected: row(part.label.rawValue, expected)
            case .got: row(part.label.rawValue, got)
            default: row(part.label.rawValue, part.text)
            }
        }
    }

    /// A line of the log without its `[mtest.findpage]`, where what is expected has none: the difference is behind it.
    private func unprefixed(_ actual: String, beside expected: String?) -> String {
        guard let expected, actual.hasPrefix("[mtest"), !expected.hasPrefix("["),
            let close = actual.firstIndex(of: "]")
        else { return actual }
        return String(actual[actual.index(after: close)...].drop { $0 == " " })
    }

    /// Cuts two texts to one line around their first difference, never before it.
    private func cut(_ left: String, _ right: String) -> (String, String) {
        guard TerminalColumns.width(left) > room || TerminalColumns.width(right) > room else { return (left, right) }
        let same = zip(left, right).prefix { $0 == $1 }.count
        let start = max(same - room / 3, 0)
        func piece(_ text: String) -> String {
            let part = (start > 0 ? "…" : "") + text.dropFirst(start)
            return TerminalColumns.width(part) > room ? TerminalColumns.fitted(part, room) : part
        }
        return (piece(left), piece(right))
    }
}
