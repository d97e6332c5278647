import Results
import Words

extension TerminalReport {
    /// Remarks that are shown: the first ones often cause the others.
    private static let remarksShown = 8

    /// What the compiler said: each remark with its line of the source and a mark below the place.
    func remarks(_ remarks: [Remark]) -> [String] {
        let said = remarks.filter { $0.severity != "note" }
        guard !said.isEmpty else { return [] }
        return ["", layout.bold("compiler")] + layout.remarks(said, limit: Self.remarksShown)
    }
}

extension TerminalText {
    /// The first remarks as compilers print them, and how many there are besides.
    func remarks(_ said: [Remark], limit: Int) -> [String] {
        var lines: [String] = []
        for remark in said.prefix(limit) {
            let place = [remark.file, remark.line.map(String.init), remark.column.map(String.init)].compactMap(\.self)
                .joined(separator: ":")
            let colour = remark.severity == "error" ? "31" : "33"
            let sentence = "\(place.isEmpty ? "" : "\(place): ")\(remark.message)".visibleLine
            let wrapped = TerminalColumns.wrapped(sentence, width - Self.severityWidth)
            lines += wrapped.enumerated().map { index, line in
                index == 0
                    ? self.colour(colour, TerminalColumns.fitted(remark.severity, Self.severityWidth)) + line
                    : String(repeating: " ", count: Self.severityWidth) + line
            }
            guard let file = remark.file, let line = remark.line else { continue }
            let excerpt = SourceExcerpt(
                SourcePlace(file: file, line: line, column: remark.column ?? 1, text: remark.sourceLine))
            lines += excerpt.lines(self, indent: 0)
        }
        let rest = said.count - limit
        if rest > 0 { lines += TerminalColumns.wrapped("Fix these first: \(rest) more may go away with them.", width) }
        return lines
    }

    /// Columns of `warning` and the blank behind it.
    private static let severityWidth = 8
}
