import AgentProtocol
import Glibc
import Grading
import Mistakes
import MtestProtocol

/// Malformed commands fail, and are not carried out.
struct Refused: CommandExperiment {
    static let word = "refused"
    static let manual = "The write fails with any error, and the command is not carried out"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        for command in try dialogue.commands() {
            let outcome = try await dialogue.ask(command)
            if let flaw = Self.flaw(outcome, command) { return flaw.asked(command.shown) }
        }
        return .pass
    }

    /// What is wrong with how a malformed command ended; nil where it was refused. Which error it is, and what is logged,
    /// are other checks' business.
    static func flaw(_ outcome: WriteOutcome, _ command: FilledCommand) -> Verdict? {
        guard outcome.result < 0 else {
            let said = outcome.lines.isEmpty ? "" : "\n" + AnswerLines.shown(outcome.lines)
            return .wrong(
                .accepted, "the write of “\(command.shown)” has to fail", expected: "-1 with EINVAL",
                actual: outcome.described + said,
                mistake: Dialogue.isErrorAsCount(outcome, command) ? .errorReturnedPositive : nil)
        }
        guard let line = work(in: outcome.lines) else { return nil }
        return .wrong(
            .claimed, "“\(command.shown)” is refused, and carried out all the same", expected: "no answer", actual: line
        )
    }

    /// A line that only a command that was carried out has: a translation in words, or a VMA with its permissions.
    private static func work(in lines: [String]) -> String? {
        if case .translated(let claim) = FindPageAnswer.read(lines, for: 0).outcome, claim.form >= .labelled,
            claim.virtualAddress != nil
        {
            return claim.line
        }
        return ListVMAAnswer.read(lines).processes.flatMap(\.vmas).first { $0.permissions != nil }?.line
    }
}
