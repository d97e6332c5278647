import Grading

/// A write changes memory somewhere. What must not be written proves nothing of a module that never writes.
struct Acts: CommandExperiment {
    static let word = "acts"
    static let manual = "The value shows in memory, at the address or where a known mistake leads"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        try question.requireValue(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let judge = try WriteJudge(dialogue)
        let trial = try await judge.trials(wanting: true)
        return trial.isUnchanged ? try await judge.judged(trial, .place) : .pass
    }
}
