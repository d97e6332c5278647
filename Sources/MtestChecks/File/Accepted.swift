import Grading

/// The command was understood: an answer to it came.
struct Accepted: CommandExperiment {
    static let word = "accepted"
    static let manual = "The command was understood: it is answered in any way, and about no other address"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        try await Understanding(dialogue: dialogue, command: try dialogue.command()).verdict()
    }
}
