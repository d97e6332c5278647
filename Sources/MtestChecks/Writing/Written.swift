import Grading

/// The value is in memory, its neighbours are as they were.
struct Written: CommandExperiment {
    static let word = "written"
    static let manual = "The value is in memory, and its neighbours are as they were"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        try question.requireValue(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        try await WriteJudge(dialogue, try dialogue.command()).written()
    }
}
