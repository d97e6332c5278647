import AgentProtocol
import Grading
import Mistakes
import MtestProtocol

/// Malformed commands are neither reported as got nor logged as errors.
struct RefusedSilently: CommandExperiment {
    static let word = "refused-silently"
    static let manual =
        "A command that is refused is not echoed as one that was understood, and no record is above the level of a "
        + "warning"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        for command in try dialogue.commands() {
            let outcome = try await dialogue.ask(command)
            if let flaw = Self.flaw(outcome) { return flaw.asked(command.shown) }
        }
        return .pass
    }

    private static func flaw(_ outcome: WriteOutcome) -> Verdict? {
        // KERN_WARNING is 4 (include/linux/kern_levels.h).
        if let record = outcome.records.first(where: { $0.level < 4 }) {
            return .wrong(
                .alarmed, "a refused command must not be logged as an error", expected: "at most a warning",
                actual: "level \(record.level): \(record.text)", mistake: .refusalAlarms)
        }
        guard commandEcho(outcome.lines) != nil else { return nil }
        return .wrong(
            .claimed, "a refused command must not be reported as “Got command”", expected: "no “Got command”",
            actual: outcome.lines.first, mistake: .malformedCommandLogged)
    }
}
