import Grading

/// The VMAs of the target, exactly as /proc/PID/maps has them.
struct TargetVMAs: CommandExperiment {
    static let word = "vmas"
    static let manual = "The VMAs of the target, exactly as /proc/PID/maps has them"
    static let fields = Question.fields() + [timesField]
    static let timesField = Field("times", "how many times the command is written, 1 to 100; once without the field")
    let question: Question
    let times: Int

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        times = try fields.number("times", in: 1...100) ?? 1
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        var notes: [String] = []
        for _ in 0..<times {
            switch try await Listing.ask(dialogue) {
            case .refused(let verdict): return verdict
            case .answered(let listing):
                notes = listing.styleNotes
                let verdict = try await listing.compare(with: dialogue.bench.target)
                guard verdict.isPass else { return verdict.noting(notes) }
            }
        }
        return .pass.noting(notes)
    }
}
