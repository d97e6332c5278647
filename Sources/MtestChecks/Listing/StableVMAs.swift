import Grading
import TargetProtocol

/// The VMAs of the target outside the place `churn`, which changes meanwhile.
struct StableVMAs: CommandExperiment {
    static let word = "stable-vmas"
    static let manual = "The VMAs of the target outside the place `churn`, which changes meanwhile"
    static let fields = Question.fields() + [TargetVMAs.timesField]
    let question: Question
    let times: Int

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        times = try fields.number("times", in: 1...100) ?? 1
        guard fields.before.contains(.churn) else {
            throw fields.flaw("before", "has to contain churn, which makes the place that changes")
        }
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        guard let churn = dialogue.bench.target.places["churn"] else {
            throw Unjudged.rubric("the target has no place churn")
        }
        let changing = churn.address..<churn.address + churn.length
        var notes: [String] = []
        for _ in 0..<times {
            switch try await Listing.ask(dialogue) {
            case .refused(let verdict): return verdict
            case .answered(let listing):
                notes = listing.styleNotes
                let verdict = try await listing.compare(with: dialogue.bench.target, outside: changing)
                guard verdict.isPass else { return verdict.noting(notes) }
            }
        }
        return .pass.noting(notes)
    }
}
