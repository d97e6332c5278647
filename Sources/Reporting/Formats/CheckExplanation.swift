package import Results
import Words

extension CheckResult {
    /// The check's story as lines of plain text, for formats that have one field for all of it: a part per line, each
    /// behind its label, the message first and without one. Safe to show.
    package var explanation: String {
        story().map { part in
            // An answer of several lines keeps them, set in so that none of them looks like a part of its own.
            let lines = part.text.split(whereSeparator: \.isNewline).map { String($0).visibleLine }
            let text = lines.joined(separator: "\n  ")
            return part.label == .message ? text : "\(part.label.rawValue): \(text)"
        }.joined(separator: "\n")
    }
}
