import Results
import Words

extension TerminalReport {
    /// Remarks that are shown: the first ones often cause the others.
    private static let remarksShown = 8

    /// What the compiler said: each remark with its line of the source and a mark below the place.
    func remarks(_ remarks: [Remark]) -> [String] {
        let said = remarks.filter { $0.severity != "note" }
        guard !said.isEmpty else { return [] }
        var lines = ["", bold("compiler")]
        for remark in said.prefix(Self.remarksShown) {
            let place = [remark.file, remark.line.map(String.init), remark.column.map(String.init)].compactMap(\.self)
                .joined(separator: ":")
            let colour = remark.severity == "error" ? "31" : "33"
            let text = block(" ", "\(place.isEmpty ? "" : "\(place): ")\(remark.message)")
            let label = self.colour(colour, TerminalColumns.fitted(remark.severity, Self.margin - 1))
            lines += text.enumerated().map { $0 == 0 ? "\(label) \($1.drop { $0 == " " })" : $1 }
            lines += source(remark)
        }
        let rest = said.count - Self.remarksShown
        if rest > 0 { lines += TerminalColumns.wrapped("Fix these first: \(rest) more may go away with them.", width) }
        return lines
    }

    /// Columns before the source's text.
    private static let margin = 8

    private func source(_ remark: Remark) -> [String] {
        guard let text = remark.sourceLine, !text.allSatisfy(\.isWhitespace) else { return [] }
        let column = max(remark.column ?? 1, 1)
        let before = expanded(String(decoding: text.utf8.prefix(column - 1), as: UTF8.self))
        // Where the marked place would be out of sight, the shown text begins shortly before it.
        let room = width - Self.margin - 1
        let skipped = TerminalColumns.width(before) > room * 2 / 3 ? max(before.count - room / 3, 0) : 0
        let place = TerminalColumns.width(before.dropFirst(skipped))
        let shown = String(expanded(text).dropFirst(skipped))
        let indent = String(repeating: " ", count: Self.margin)
        var lines = [indent + TerminalColumns.fitted(shown, min(TerminalColumns.width(shown), room))]
        if remark.column != nil, place < room {
            lines.append(indent + String(repeating: " ", count: place) + colour("32", "^"))
        }
        return lines
    }

    private func expanded(_ text: String) -> String {
        text.replacing("\t", with: "    ").visibleLine
    }
}
