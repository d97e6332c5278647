import Grading

/// The command does its work at all: what every other check of it needs.
struct Reaches: CommandExperiment {
    static let word = "reaches"
    static let manual = "One of the commands changes memory of the target, whatever it writes there"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Question.several)
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        var first: Verdict?
        for command in try dialogue.commands() {
            guard let address = command.address else { throw Unjudged.rubric("`command` names no place") }
            let before = try await Stretch.read(address, on: dialogue.bench)
            let outcome = try await dialogue.ask(command)
            if try await Stretch.read(address, on: dialogue.bench) != before { return .pass }
            first =
                first
                ?? .silence(of: command, outcome, expected: "bytes of the target change").asked(command.shown)
        }
        return first ?? .pass
    }
}
