import Grading
import Mistakes
import TargetProtocol
import VirtualMachine

/// Commands of four processes at once while targets are killed: the kernel does not crash, and no reference is kept.
struct Stress: CommandExperiment {
    static let word = "stress"
    static let manual =
        "Commands of four processes at once while targets are killed: no crash, and no reference is kept"
    static let fields =
        Question.fields(parts) + [
            Field("times", "how many commands each process writes on average, 1 to 10000; 150 without the field")
        ]
    /// Processes of the target's own write, and in the ordinary way.
    private static let parts: Set<Question.Part> = [.more, .raw]
    let question: Question
    let times: Int

    /// The objects whose number shows that a process is still there.
    private static let kinds: [(cache: String, mistake: Mistake)] = [
        ("mm_struct", .mmReferenceLeaked), ("task_struct", .taskReferenceLeaked),
    ]
    /// Objects that the kernel may have more of for its own purposes. Sixty targets are killed, and a command that keeps
    /// something of its target keeps it of nearly each.
    private static let few = 20
    /// Counts in a row that have to be the same: the kernel frees late what a busy machine gives it no time for, and what
    /// a command has leaked stays.
    private static let steady = 5
    /// Counts at most, and times that a log is read that could not hold all that was printed.
    private static let most = 60

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Self.parts)
        times = try fields.number("times", in: 1...10_000) ?? 150
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let bench = dialogue.bench
        let commands = try dialogue.commands()
        let before = try await bench.census(of: Self.kinds.map(\.cache))
        let answer = try await bench.send(
            .stress(count: times, commands: commands.map(dialogue.bytes)), work: Patience.stressWork)
        if let report = try await Self.hiddenReport(bench) { return report }
        if case .failed(let reason) = answer { throw Unjudged.machine(reason) }
        guard case .stressed(let accepted) = answer else {
            throw Unjudged.machine("the target answered \(answer.line)")
        }
        guard accepted > 0 else {
            return .wrong(
                .refused, "none of the commands of four processes is accepted", expected: "most of them",
                actual: "none")
        }
        return try await Self.leak(since: before, bench) ?? .pass
    }

    /// Reads the log. How much was printed is no matter of this check: where the log could not hold it all, the kernel's
    /// own mark (Documentation/admin-guide/tainted-kernels.rst) tells whether it reported a fault among what is lost.
    ///
    /// - Throws: ``Incident`` for a report that is there.
    private static func hiddenReport(_ bench: any Bench) async throws -> Verdict? {
        var isWhole = true
        for _ in 0..<most {
            do {
                _ = try await bench.records()
                break
            } catch let incident as Incident where incident.mistake == .outputCutOff {
                isWhole = false
            }
        }
        // A bad page (bit 5), an oops (7), a warning (9), a soft lockup (14).
        let faults: UInt64 = 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14
        guard !isWhole, let text = try await bench.text("/proc/sys/kernel/tainted"),
            let mark = UInt64(text.prefix { $0.isNumber }), mark & faults != 0
        else { return nil }
        return .wrong(
            .crashed, "the kernel reported a fault, among more lines than its log holds", expected: "no report",
            actual: "/proc/sys/kernel/tainted = \(mark)")
    }

    /// What the kernel has more of than before, for good.
    private static func leak(since before: MemoryCensus, _ bench: any Bench) async throws -> Verdict? {
        var flaw: Verdict?
        var (last, same) = (-1, 0)
        for count in 0..<most where same < steady {
            if count > 0 { try await bench.settle() }
            let grown = try await bench.census(of: kinds.map(\.cache)).growth(since: before)
            let kept = kinds.first { grown[$0.cache, default: 0] >= few }
            guard let (cache, mistake) = kept else { return nil }
            let more = grown[cache, default: 0]
            (last, same) = (more, more == last ? same + 1 : 1)
            flaw = .wrong(
                .leaked, "processes that have ended are still there", expected: "none",
                actual: "\(more) objects more in the kernel's cache \(cache)", mistake: mistake)
        }
        return flaw
    }
}
