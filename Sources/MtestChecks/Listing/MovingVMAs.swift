import Grading
import Mistakes
import MtestProtocol
import TargetProtocol
import VirtualMachine

/// As ``StableVMAs``, of a listing that takes long: the kernel waits before each record of its log, so that whatever may
/// change between two lines does.
struct MovingVMAs: CommandExperiment {
    static let word = "moving-vmas"
    static let manual =
        "As `stable-vmas`, while the kernel waits before each record, so that what can change between two lines does"
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
        let bench = dialogue.bench
        guard let churn = bench.target.places["churn"] else { throw Unjudged.rubric("the target has no place churn") }
        let changing = churn.address..<churn.address + churn.length
        var notes: [String] = []
        for _ in 0..<times {
            try await Self.delay(1, bench)
            let asked = try await Listing.ask(dialogue)
            try await Self.delay(0, bench)
            guard case .answered(let listing) = asked else {
                if case .refused(let verdict) = asked { return verdict }
                continue
            }
            notes = listing.styleNotes
            let verdict = try await listing.compare(with: bench.target, outside: changing)
            guard !verdict.isPass else { continue }
            var named = verdict
            if Self.ends(listing, in: changing) { named.finding?.mistake = .listingStoppedAtChange }
            return named.noting(notes)
        }
        return .pass.noting(notes)
    }

    /// Whether the last VMA that was listed is one that changes, or the one before: there are more behind.
    private static func ends(_ listing: Listing, in changing: Range<UInt64>) -> Bool {
        let starts = listing.answer.vmas(ofPID: listing.bench.target.pid).map(\.start)
        guard let last = starts.last, starts.contains(where: { $0 < changing.lowerBound }) else { return false }
        return changing.contains(last)
    }

    private static func delay(_ milliseconds: Int, _ bench: any Bench) async throws {
        let answer = try await bench.send(.delay(milliseconds: milliseconds), work: Patience.commandWork)
        if case .failed(let reason) = answer { throw Unjudged.machine(reason) }
    }
}
