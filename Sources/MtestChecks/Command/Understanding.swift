import Grading
import Mistakes
import MtestProtocol
import Paging
import Words

/// Whether a command was understood as it was written: something about it came back, and nothing about another address.
/// What the write returned, what the answer is and whether it is right are other checks' business.
struct Understanding {
    let dialogue: Dialogue
    let command: FilledCommand

    /// Writes the command and judges what came.
    func verdict() async throws -> Verdict {
        let outcome = try await dialogue.ask(command)
        let lines = outcome.lines
        guard let address = command.address else { return verdict(outcome, answered: !lines.isEmpty) }
        let answer = FindPageAnswer.read(lines, for: address)
        let notes = answer.styleNotes.map(\.sentence)
        var printed = answer.trace.virtualAddress
        if printed == nil, case .translated(let claim) = answer.outcome { printed = claim.virtualAddress }
        if let printed {
            guard printed != address else { return .pass.noting(notes) }
            let judge = TranslationJudge(dialogue: dialogue, pageSize: nil, withTrace: false)
            return .wrong(
                .wrong, "“\(command.shown)” was read as another address", expected: hex(address), actual: hex(printed),
                mistake: try await judge.commandMistake(answer.trace, command)
            ).noting(notes)
        }
        if let echo = commandEcho(lines), dialogue.question.isRaw, echo == String(command.text.dropLast()) {
            return .wrong(
                .wrong, "“\(command.shown)” has lost its last character", expected: command.text, actual: echo,
                mistake: .newlineRequired)
        }
        let verdict = verdict(outcome, answered: answer.outcome.isAnswer)
        guard verdict.isPass else { return verdict }
        return (try await otherAnswer(answer.outcome, address) ?? .pass).noting(notes)
    }

    private func verdict(_ outcome: WriteOutcome, answered: Bool) -> Verdict {
        if answered { return .pass }
        let expected = "an answer to it"
        if outcome.result < 0 { return .refusal(outcome, of: command, expected: expected) }
        return outcome.lines.isEmpty ? .silent(command, expected: expected) : .pass
    }

    /// The answer repeats no address. Then the plain spelling of the same command tells what it would have been: a page
    /// that is found there and not here was looked for elsewhere.
    private func otherAnswer(_ outcome: FindPageOutcome, _ address: UInt64) async throws -> Verdict? {
        guard let truth = try await dialogue.bench.walk(address).physical else { return nil }
        switch outcome {
        case .translated(let claim) where claim.physicalAddress != truth: break
        case .notFound: break
        default: return nil
        }
        let plain = "findpage \(hex(address))"
        let lines = try await dialogue.askPlainly(plain).lines
        guard case .translated(let right) = FindPageAnswer.read(lines, for: address).outcome,
            right.physicalAddress == truth
        else { return nil }
        return .wrong(
            .wrong, "“\(command.shown)” is answered otherwise than “\(plain)”", expected: right.line,
            actual: outcome.line)
    }
}

extension FindPageOutcome {
    /// Whether the module said something that can be read.
    var isAnswer: Bool {
        switch self {
        case .translated, .notFound, .noSuchProcess: true
        case .ambiguous, .unreadable, .none: false
        }
    }

    /// The line that says it; nil for none or several.
    var line: String? {
        switch self {
        case .translated(let claim): claim.line
        case .notFound(let line), .noSuchProcess(let line): line
        case .ambiguous, .unreadable, .none: nil
        }
    }
}
