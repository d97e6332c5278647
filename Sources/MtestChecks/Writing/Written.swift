import Grading

/// The value is in memory, its neighbours are as they were.
struct Written: CommandExperiment {
    static let word = "written"
    static let manual = "The value is in memory, and its neighbours are as they were"
    static let fields = Question.fields() + [WriteJudge.Subject.field]
    let question: Question
    let subject: WriteJudge.Subject

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        subject = try fields.word("about") ?? .bytes
        try question.requireValue(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let judge = try WriteJudge(dialogue)
        let verdict = try await judge.written(subject)
        guard subject == .number else { return verdict }
        return try await NumberControl(judge: judge).verdict(verdict)
    }
}
