import Grading

/// Each printed index and entry as the tables have them, besides the translation.
struct Trace: CommandExperiment {
    static let word = "trace"
    static let manual = "As `translation`, and each printed index and entry is the tables'"
    static let fields = Question.fields(Question.several) + [PageSize.field]
    let question: Question
    let pageSize: UInt64?

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Question.several)
        pageSize = try PageSize.read(&fields)
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        try await TranslationJudge(dialogue: dialogue, pageSize: pageSize, withTrace: true).verdict()
    }
}
