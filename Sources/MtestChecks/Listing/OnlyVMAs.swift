import Grading
import Mistakes
import MtestProtocol

/// The VMAs of the target, and of no other process.
struct OnlyVMAs: CommandExperiment {
    static let word = "only-vmas"
    static let manual = "The VMAs of the target, and of no other process"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        switch try await Listing.ask(dialogue) {
        case .refused(let verdict): return verdict
        case .answered(let listing):
            let verdict = try await listing.compare(with: dialogue.bench.target)
            guard verdict.isPass else { return verdict.noting(listing.styleNotes) }
            return (others(in: listing) ?? .pass).noting(listing.styleNotes)
        }
    }

    private func others(in listing: Listing) -> Verdict? {
        let target = listing.bench.target.pid
        guard
            let other = listing.answer.processes.first(where: { $0.pid != nil && $0.pid != target && !$0.vmas.isEmpty })
        else { return nil }
        return .wrong(
            .wrong, "the command is not about process \(other.pid ?? 0)", expected: "VMAs of \(target) only",
            actual: "\(other.vmas.count) VMAs of \(other.pid ?? 0)", mistake: .pidIgnored)
    }
}
