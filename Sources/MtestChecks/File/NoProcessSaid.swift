import Glibc
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
            guard var flaw = try await command.however({ try await Self.flaw(of: $0, dialogue) }) else { continue }
            // Refused or not: what is about the log is what is not in it.
            flaw.finding?.symptom = .missing
            return flaw
        }
        return .pass
    }

    private static func flaw(of command: FilledCommand, _ dialogue: Dialogue) async throws -> Verdict? {
        let outcome = try await dialogue.ask(command)
        // The echo of the command is not an answer.
        guard outcome.lines.allSatisfy({ $0.contains(command.text) }) else { return nil }
        // A command that was not understood is not one about a process.
        let isRefused = outcome.result < 0 && outcome.errno != ESRCH
        return .wrong(
            isRefused ? .refused : .missing, "there is no such process, and the log does not say so",
            expected: "[mtest] no such process", actual: outcome.lines.last ?? "nothing in the kernel log",
            mistake: .missingProcessNotSaid)
    }
}
