import Glibc
import Grading
import MtestProtocol
import Words

/// The lines of an answer as a report shows them: each one whole, and a few of them.
enum AnswerLines {
    /// How many are shown: a walk of four levels with its result has twelve.
    static let most = 12
    /// Letters of one line: what a record of the kernel log can hold (`LOG_LINE_MAX`, kernel/printk/printk.c).
    private static let longest = 1024

    /// The first lines, or those up to the one that matters, and how many others there are; one row each.
    ///
    /// - Parameters:
    ///   - lines: the answer, as it came.
    ///   - matter: the index of the line that has to be among those shown; nil for none.
    /// - Returns: text of several rows; empty for no lines.
    static func shown(_ lines: [String], with matter: Int? = nil) -> String {
        let start = max((matter ?? 0) - most + 1, 0)
        let part = lines.dropFirst(start).prefix(most)
        var rows = part.map { $0.count > longest ? "\($0.prefix(longest))…" : $0 }
        if start > 0 { rows.insert("(\(start) lines before)", at: 0) }
        let rest = lines.count - start - part.count
        if rest > 0 { rows.append("(\(rest) lines more)") }
        return rows.joined(separator: "\n")
    }
}

extension Verdict {
    /// What came cannot be read as an answer: it is shown, with the form that is wanted, and no mistake is named.
    ///
    /// - Parameters:
    ///   - lines: the answer, as it came.
    ///   - command: the command.
    ///   - reason: why it cannot be read, after a colon; nil where it is in no form at all.
    ///   - expected: the form that is wanted, with the right numbers.
    ///   - right: the number that would be right; nil where there is none.
    /// - Returns: the failure.
    static func unread(
        _ lines: [String], to command: FilledCommand, because reason: String? = nil, expected: String,
        right: UInt64? = nil
    ) -> Verdict {
        let matter = right.flatMap { right in lines.firstIndex { AnswerText.contains(right, in: [$0]) } }
        let why = reason.map { ": \($0)" } ?? ""
        let message =
            if let right, matter != nil {
                "the right address, \(hex(right)), stands in the answer to “\(command.shown)”, but it cannot be read as "
                    + "the answer\(why)"
            } else { "the answer to “\(command.shown)” cannot be read\(why)" }
        return .wrong(.unreadable, message, expected: expected, actual: AnswerLines.shown(lines, with: matter))
    }

    /// The write failed, and nothing that came answers it.
    static func refusal(_ outcome: WriteOutcome, of command: FilledCommand, expected: String) -> Verdict {
        let said = outcome.lines.isEmpty ? "" : "\n" + AnswerLines.shown(outcome.lines)
        return .wrong(
            outcome.errno == ESRCH ? .unfound : .refused, "“\(command.shown)” is refused, and has no answer",
            expected: expected, actual: outcome.described + said)
    }

    /// The module says that there is no such process, and there is one.
    static func processDenied(_ line: String, _ command: FilledCommand, expected: String) -> Verdict {
        .wrong(
            .unfound, "“\(command.shown)” is about a process that is there", expected: expected, actual: line)
    }

    /// The command was accepted, and nothing at all is in the log.
    static func silent(_ command: FilledCommand, expected: String) -> Verdict {
        .wrong(
            .missing, "“\(command.shown)” has no answer", expected: expected, actual: "nothing in the kernel log")
    }
}
