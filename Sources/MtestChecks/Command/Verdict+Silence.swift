import Grading
import Words

extension Verdict {
    /// A command that did none of its work: what came instead, in the words of the module or of the kernel.
    static func silence(of command: FilledCommand, _ outcome: WriteOutcome, expected: String) -> Verdict {
        let shown = 40
        var lines = Array(outcome.lines.prefix(shown))
        if outcome.lines.count > shown { lines.append("… and \(outcome.lines.count - shown) lines more") }
        let said = lines.joined(separator: "\n")
        let message =
            outcome.result < 0
            ? "“\(command.shown)” is refused with \(errnoName(outcome.errno))"
            : outcome.lines.isEmpty
                ? "“\(command.shown)” is accepted and has no answer" : "“\(command.shown)” has no answer of this kind"
        return .wrong(
            outcome.result < 0 ? .refused : .missing, message, expected: expected,
            actual: said.isEmpty ? "nothing in the kernel log" : said)
    }
}
