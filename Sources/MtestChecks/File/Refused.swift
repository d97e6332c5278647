import AgentProtocol
import Glibc
import Grading
import Mistakes
import MtestProtocol

/// Malformed commands fail with EINVAL, and the kernel is not alarmed.
struct Refused: CommandExperiment {
    static let word = "refused"
    static let manual = "EINVAL, and no log record above the level of a warning"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        try await Self.judge(dialogue, silently: false)
    }

    /// Writes all commands; the first that is not refused as it has to be decides.
    ///
    /// - Parameters:
    ///   - dialogue: where they are written.
    ///   - silently: whether a command must not be echoed as one that was understood.
    /// - Returns: the verdict about all of them.
    /// - Throws: ``Incident``, ``Unjudged`` and the machine's own errors.
    static func judge(_ dialogue: Dialogue, silently: Bool) async throws -> Verdict {
        for command in try dialogue.commands() {
            let outcome = try await dialogue.ask(command)
            if let flaw = flaw(outcome, command, silently: silently) { return flaw.asked(command.shown) }
        }
        return .pass
    }

    private static func flaw(_ outcome: WriteOutcome, _ command: FilledCommand, silently: Bool) -> Verdict? {
        guard outcome.result == -1, outcome.errno == EINVAL else {
            return .wrong(
                outcome.result < 0 ? .wrong : .accepted, "the write of “\(command.shown)” has to fail",
                expected: "-1 with EINVAL", actual: outcome.described)
        }
        // KERN_WARNING is 4 (include/linux/kern_levels.h).
        if let record = outcome.records.first(where: { $0.level < 4 }) {
            return .wrong(
                .alarmed, "a refused command must not be logged as an error", expected: "at most a warning",
                actual: record.text, mistake: .refusalAlarms)
        }
        if silently, commandEcho(outcome.lines) != nil {
            return .wrong(
                .claimed, "a refused command must not be reported as “Got command”", expected: "no “Got command”",
                actual: outcome.lines.first, mistake: .malformedCommandLogged)
        }
        return nil
    }
}
