import Grading

/// Memory is as it was, and nothing else is claimed.
struct Unwritten: CommandExperiment {
    static let word = "unwritten"
    static let manual = "Memory is as it was, and the answer does not claim a write"
    static let fields = Question.fields() + [WriteRefusal.field]
    let question: Question
    let reason: WriteRefusal?

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        reason = try fields.word("reason")
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        // A value that is malformed or missing is refused too.
        let judge = try WriteJudge(dialogue, try dialogue.command(), withoutValue: 0)
        let before = try await Stretch.read(judge.address, on: dialogue.bench)
        let outcome = try await dialogue.ask(judge.command)
        let after = try await Stretch.read(judge.address, on: dialogue.bench)
        guard before == after else {
            let write = MemoryWrite(
                judge.command.text, at: judge.address, value: judge.value, before: before, after: after)
            return .wrong(
                .changed, "memory changed where nothing may be written", expected: write.dump(write.before),
                actual: write.dump(write.after))
        }
        return judge.refusal(outcome, reason: reason) ?? .pass
    }
}
