import Grading
import Mistakes
import MtestProtocol

/// The command is echoed in the log and its length returned.
struct Accepted: CommandExperiment {
    static let word = "accepted"
    static let manual = "The command is echoed in the log, and its length returned"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        let outcome = try await dialogue.ask(command)
        if let flaw = dialogue.lengthFlaw(outcome, command) { return flaw }
        guard commandEcho(outcome.lines) != nil else {
            return .wrong(
                .missing, "the command is not in the kernel log", expected: "[mtest] Got command: \(command.text)",
                actual: outcome.lines.first ?? "nothing", mistake: .commandNotLogged)
        }
        return .pass
    }
}
