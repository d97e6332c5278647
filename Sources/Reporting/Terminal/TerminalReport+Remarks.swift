import Results
import Words

extension TerminalReport {
    /// Remarks that are shown: the first ones often cause the others.
    private static let remarksShown = 8

    /// What the compiler said: each remark with its line of the source and a mark below the place.
    func remarks(_ remarks: [Remark]) -> [String] {
        let said = remarks.filter { !["note", StrictCheck.severity].contains($0.severity) }
        guard !said.isEmpty else { return [] }
        return ["", layout.bold("compiler")] + layout.remarks(said, limit: Self.remarksShown, indent: 0)
    }
}

extension TerminalText {
    /// What the strict kernel has seen (`grader check --strict`): each remark with its line of the source; nothing where there
    /// is none. Where a course gives points for it, these are among the checks.
    func strictRemarks(_ result: SubmissionResult, limit: Int) -> [String] {
        let seen = result.remarks.filter { $0.severity == StrictCheck.severity }
        guard !seen.isEmpty else { return [] }
        let hasPoints = result.checks.contains { $0.id == StrictCheck.id }
        return ["", bold("what your module does wrong without anybody noticing" + (hasPoints ? "" : " (no points)"))]
            + self.remarks(seen, limit: limit, indent: 0)
    }

    /// The first remarks as compilers print them, and how many there are besides.
    func remarks(_ said: [Remark], limit: Int, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        let columns = indent == 0 ? Self.severityWidth : Self.labelWidth
        var lines: [String] = []
        for remark in said.prefix(limit) {
            let place = [remark.file, remark.line.map(String.init), remark.column.map(String.init)].compactMap(\.self)
                .joined(separator: ":")
            let colour = remark.severity == "error" ? "31" : "33"
            let sentence = "\(place.isEmpty ? "" : "\(place): ")\(remark.message)".visibleLine
            let wrapped = TerminalColumns.wrapped(sentence, width - indent - columns)
            lines += wrapped.enumerated().map { index, line in
                index == 0
                    ? margin + self.colour(colour, TerminalColumns.fitted(remark.severity, columns)) + line
                    : margin + String(repeating: " ", count: columns) + line
            }
            guard let file = remark.file, let line = remark.line else { continue }
            let excerpt = SourceExcerpt(
                SourcePlace(file: file, line: line, column: remark.column ?? 1, text: remark.sourceLine))
            lines += excerpt.lines(self, indent: indent)
        }
        let rest = said.count - limit
        if rest > 0 {
            let advice = "Fix these first: \(rest) more may go away with them."
            lines += TerminalColumns.wrapped(advice, width - indent).map { margin + $0 }
        }
        return lines
    }

    /// Columns of `warning` and the blank behind it.
    private static let severityWidth = 8
}
