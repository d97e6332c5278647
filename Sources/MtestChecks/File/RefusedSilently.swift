import Grading

/// As ``Refused``, and the command is not echoed as one that was understood.
struct RefusedSilently: CommandExperiment {
    static let word = "refused-silently"
    static let manual = "As `refused`, and the command is not echoed as one that was understood"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        try await Refused.judge(dialogue, silently: true)
    }
}
