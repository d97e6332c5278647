import Grading
import Mistakes

/// A command about a process that does not exist has a word about it in the log, whatever it returns.
struct NoProcessSaid: CommandExperiment {
    static let word = "no-process-said"
    static let manual = "The log says, in any words, that there is no such process; what is returned does not matter"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        for command in try dialogue.commands() {
            let lines = try await dialogue.ask(command).lines
            // The echo of the command is not an answer.
            guard lines.allSatisfy({ $0.contains(command.text) }) else { continue }
            return .wrong(
                .missing, "there is no such process, and the log does not say so", expected: "[mtest] no such process",
                actual: lines.last ?? "nothing in the kernel log", mistake: .missingProcessNotSaid
            ).asked(command.shown)
        }
        return .pass
    }
}
