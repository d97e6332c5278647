import Glibc
import Grading
import Mistakes
import Words

/// The commands that are refused fail with the error of the contract.
struct FailsWith: CommandExperiment {
    static let word = "errno"
    static let manual = "Those of the commands that are not carried out fail with this error"
    static let fields =
        Question.fields(Question.several) + [Field("error", "the error: EINVAL (without the field) or ESRCH")]
    let question: Question
    let error: ErrorName

    /// The errors of the contract.
    enum ErrorName: String, CaseIterable, Sendable { case invalid = "EINVAL", noProcess = "ESRCH" }

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Question.several)
        error = try fields.word("error") ?? .invalid
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let number = error == .invalid ? EINVAL : ESRCH
        var failed = 0
        var accepted: Verdict?
        for command in try dialogue.commands() {
            let outcome = try await dialogue.ask(command)
            let expected = "-1 with \(error.rawValue)"
            if outcome.result >= 0 {
                let mistake: Mistake? = Dialogue.isErrorAsCount(outcome, command) ? .errorReturnedPositive : nil
                accepted =
                    accepted
                    ?? .wrong(
                        .accepted, "the write of “\(command.shown)” does not fail", expected: expected,
                        actual: outcome.described, mistake: mistake
                    ).asked(command.shown)
                continue
            }
            failed += 1
            guard outcome.errno != number else { continue }
            return .wrong(
                .wrong, "the write of “\(command.shown)” fails with another error", expected: expected,
                actual: outcome.described, mistake: outcome.errno == EPERM ? .minusOneReturned : nil
            ).asked(command.shown)
        }
        // What is not refused at all is judged by the checks about refusing; some command has to be.
        return failed > 0 ? .pass : accepted ?? .pass
    }
}
