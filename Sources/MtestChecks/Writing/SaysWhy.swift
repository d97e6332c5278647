import Grading
import MtestProtocol

/// A write that is refused is answered with a reason.
struct SaysWhy: CommandExperiment {
    static let word = "says-why"
    static let manual = "Where nothing is written the answer says so, with the reason"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Question.several)
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        var notes: [String] = []
        for template in [question.command] + question.more {
            let judge = try WriteJudge(dialogue, template, withoutValue: 0)
            let trial = try await judge.trials(wanting: false)
            if let flaw = flaw(trial) { return flaw.asked(trial.command.shown) }
            notes += trial.answer.styleNotes.map(\.sentence)
        }
        return .pass.noting(notes)
    }

    private func flaw(_ trial: WriteTrial) -> Verdict? {
        let expected = WriteRefusal.allCases.map(\.rawValue).joined(separator: ", or ")
        guard trial.isUnchanged else {
            return .wrong(.wrong, "memory was changed, so there is no refusal that could be read")
        }
        switch trial.answer.outcome {
        case .refused: return nil
        case .wrote where trial.claim != nil:
            return .wrong(
                .claimed, "it claims a write that did not happen", expected: expected, actual: trial.came,
                mistake: .claimedButNotDone)
        case .none:
            return .wrong(
                .missing, "the answer does not say why nothing was written", expected: expected, actual: trial.came)
        case .wrote, .noSuchProcess, .ambiguous, .unreadable:
            return .wrong(
                .missing, "the answer could not be read as a reason why nothing was written", expected: expected,
                actual: trial.came)
        }
    }
}
