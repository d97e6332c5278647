package import Results
import Words

extension CheckResult {
    /// The check's story as lines of plain text, for formats that have one field for all of it: a part per line, each
    /// behind its label, the message first and without one. Safe to show.
    package var explanation: String {
        story().map { part in
            part.label == .message ? part.text.visibleLine : "\(part.label.rawValue): \(part.text.visibleLine)"
        }.joined(separator: "\n")
    }
}
