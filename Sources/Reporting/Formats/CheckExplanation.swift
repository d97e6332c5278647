package import Results

extension CheckResult {
    /// What went wrong, as lines of plain text for formats that have one field for all of it; empty for a pass.
    package var explanation: String {
        guard status != .pass else { return "" }
        var lines: [String] = []
        func add(_ label: String, _ text: String?) {
            guard let text, !text.isEmpty else { return }
            lines.append(label.isEmpty ? VisibleText.line(text) : "\(label): \(VisibleText.line(text))")
        }
        add("", message)
        add("expected", expected)
        add("got", actual)
        if status == .fail {
            add("mistake", diagnosis)
            add("why", why)
            add("hint", hints.first)
        }
        return lines.joined(separator: "\n")
    }
}
