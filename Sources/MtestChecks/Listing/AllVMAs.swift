import Grading
import Mistakes
import MtestProtocol

/// The VMAs of every process that has an address space.
struct AllVMAs: CommandExperiment {
    static let word = "all-vmas"
    static let manual = "The VMAs of every process that has an address space"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let shell = try await dialogue.bench.shell()
        switch try await Listing.ask(dialogue) {
        case .refused(let verdict): return verdict
        case .answered(let listing):
            return try await judge(listing, known: dialogue.bench.processes + [shell]).noting(listing.styleNotes)
        }
    }

    private func judge(_ listing: Listing, known: [TargetProcess]) async throws -> Verdict {
        let listed = Set(listing.answer.processes.filter { !$0.vmas.isEmpty }.compactMap(\.pid))
        // The agent, process 1, is at work and its heap may change: it has to be there.
        if let missing = (known.map(\.pid) + [1]).first(where: { !listed.contains($0) }) {
            return .wrong(
                .missing, "process \(missing) is missing", expected: "VMAs of \(known.count + 1) processes",
                actual: "VMAs of \(listed.count)", mistake: listed.count == 1 ? .listvmaOneProcess : nil)
        }
        for process in known {
            let verdict = try await listing.compare(with: process)
            guard verdict.isPass else { return verdict }
        }
        if let invented = listed.first(where: { pid in pid != 1 && !known.contains { $0.pid == pid } }) {
            return .wrong(
                .claimed, "process \(invented) has no address space", expected: "no VMAs",
                actual: "\(listing.answer.vmas(ofPID: invented).count) VMAs")
        }
        return .pass
    }
}
