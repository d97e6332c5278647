import Grading

/// A command that is well formed is not refused: what every refusal needs.
struct Takes: CommandExperiment {
    static let word = "takes"
    static let manual = "One of the commands is not refused, whatever is returned or answered"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        var first: Verdict?
        for (dialogue, command) in try dialogue.spellings() {
            let outcome = try await dialogue.ask(command)
            if outcome.result >= 0 { return .pass }
            first =
                first ?? .silence(of: command, outcome, expected: "a write that succeeds").asked(command.shown)
        }
        return first ?? .pass
    }
}
