import Grading
import MtestProtocol

/// The command is echoed in the log.
struct Echoed: CommandExperiment {
    static let word = "echoed"
    static let manual = "The command is echoed in the log"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        let outcome = try await dialogue.ask(command)
        if commandEcho(outcome.lines) != nil { return .pass }
        // Other words around the whole command say the same.
        if outcome.lines.contains(where: { $0.contains(command.text) }) {
            return .pass.noting(["Log each command in the contract's words: [mtest] Got command: <command>"])
        }
        return .wrong(
            .missing, "the command is not in the kernel log", expected: "[mtest] Got command: \(command.text)",
            actual: outcome.lines.isEmpty ? "nothing in the kernel log" : AnswerLines.shown(outcome.lines),
            mistake: outcome.result < 0 ? nil : .commandNotLogged)
    }
}
