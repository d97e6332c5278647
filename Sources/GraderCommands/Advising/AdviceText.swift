package import Advice
import Reporting
import Words

/// What `grader check --advice` prints below a result.
package struct AdviceText {
    private let result: AdviceResult
    private let width: Int

    /// Pieces of advice that are shown; a module with more has the same flaw many times.
    private static let limit = 20

    /// The text for a terminal, or a pipe, of so many columns.
    package init(_ result: AdviceResult, width: Int) {
        self.result = result
        self.width = width
    }

    /// Lines, with a line break at the end.
    package var text: String {
        var lines = [""]
        let count = result.advice.count
        let what = count == 1 ? "1 remark" : count == 0 ? "nothing to remark" : "\(count) remarks"
        lines += wrapped("Advice, which costs no points: \(what).")
        for advice in result.advice.prefix(Self.limit) {
            lines.append("")
            lines += wrapped(
                "\(advice.file.visibleLine):\(advice.line): \(advice.sentence.visibleLine) (\(advice.tool.rawValue))",
                indent: 2)
            if let code = advice.sourceLine?.visibleLine.trimmed, !code.isEmpty {
                // Filled up with blanks, which a line's end does not need.
                lines.append("    " + TerminalColumns.fitted(code, max(width - 4, 20)).trimmed)
            }
        }
        if count > Self.limit { lines += ["", "  and \(count - Self.limit) more"] }
        for sentence in result.missing { lines += [""] + wrapped("No advice from a tool: \(sentence.visibleLine)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func wrapped(_ text: String, indent: Int = 0) -> [String] {
        TerminalColumns.wrapped(text, max(width - indent, 20)).map { String(repeating: " ", count: indent) + $0 }
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = Substring(self).drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
