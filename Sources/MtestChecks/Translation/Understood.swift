import Grading
import MtestProtocol
import Words

/// The command was read as it was written; what the answer is does not matter.
struct Understood: CommandExperiment {
    static let word = "understood"
    static let manual = "Its length returned, and the answer is about the address of the command and no other"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        let outcome = try await dialogue.ask(command)
        if let flaw = dialogue.lengthFlaw(outcome, command) { return flaw }
        guard let address = command.address else { throw Unjudged.rubric("`command` names no place") }
        let answer = FindPageAnswer.read(outcome.lines, for: address)
        var printed = answer.trace.virtualAddress
        if printed == nil, case .translated(let claim) = answer.outcome { printed = claim.virtualAddress }
        guard let printed, printed != address else { return .pass }
        let judge = TranslationJudge(dialogue: dialogue, pageSize: nil, withTrace: false)
        return .wrong(
            .wrong, "“\(command.shown)” was read as another address", expected: hex(address), actual: hex(printed),
            mistake: try await judge.commandMistake(answer.trace, command))
    }
}
