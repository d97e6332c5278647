import Grading
import Mistakes
import TargetProtocol
import VirtualMachine

/// Processes that the command was about are gone when they have ended: no reference is kept.
struct ReferencesReleased: CommandExperiment {
    static let word = "references-released"
    static let manual = "Processes that the command was about are gone when they have ended: no reference is kept"
    static let fields = Question.fields(parts)
    /// The children write, each about itself, and in the ordinary way.
    private static let parts: Set<Question.Part> = [.raw, .more]
    let question: Question

    /// Processes that one command makes: enough to stand out from what the kernel itself allocates meanwhile.
    private static let children = 48
    /// A leak of each command shows in nearly all of them; a frame may be reused, and the kernel frees some objects late.
    private static let many = children * 9 / 10
    /// Processes for each further command in a round that is about all of them; half as many that are left call for a closer
    /// look at each command. A process costs two milliseconds.
    private static let few = 16
    /// Counts that all have to show something: what nobody refers to any more is freed after a grace period of RCU.
    private static let counts = 3
    /// The objects whose number shows that a process is still there.
    private static let kinds = ["mm_struct", "task_struct", "pid"]

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Self.parts) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        if let flaw = try await dialogue.command().however({ try await flaw(of: $0, dialogue) }) { return flaw }
        guard !question.more.isEmpty, try await seemsKept(dialogue) else { return .pass }
        return try await dialogue.furtherFlaw { try await flaw(of: $0, dialogue) }.flaw ?? .pass
    }

    /// Whether something may be left of processes that have written one of the further commands.
    private func seemsKept(_ dialogue: Dialogue) async throws -> Bool {
        let before = try await dialogue.bench.census()
        var isKept = false
        let isCrashed = try await dialogue.furtherFlaw { command in
            let report = try await children(Self.few, command, dialogue)
            isKept = isKept || max(report.mapped, report.held) >= Self.few / 2
            return report.accepted == Self.few ? nil : Self.refusal(of: command, report, Self.few)
        }.isCrashed
        guard !isCrashed, !isKept else { return isKept && !isCrashed }
        return try await remains(dialogue, since: before) { grown in
            Self.kinds.contains { grown[$0, default: 0] >= Self.few / 2 }
        }
    }

    /// Has processes write a command about themselves, one after the other.
    private func children(_ count: Int, _ command: FilledCommand, _ dialogue: Dialogue) async throws -> ChildrenCount {
        let answer = try await dialogue.bench.send(
            .children(count: count, command: dialogue.bytes(of: command)), work: Patience.childrenWork)
        _ = try await dialogue.bench.records()
        guard case .children(let report) = answer else { throw Unjudged.machine("the target answered \(answer.line)") }
        return report
    }

    private static func refusal(of command: FilledCommand, _ report: ChildrenCount, _ count: Int) -> Verdict {
        .wrong(
            .refused, "“\(command.shown)” is not accepted", expected: "\(count) times",
            actual: "\(report.accepted) times")
    }

    private func flaw(of command: FilledCommand, _ dialogue: Dialogue) async throws -> Verdict? {
        let before = try await dialogue.bench.census()
        let report = try await children(Self.children, command, dialogue)
        guard report.accepted == Self.children else { return Self.refusal(of: command, report, Self.children) }
        var verdict = Verdict.pass
        let isWrong = try await remains(dialogue, since: before) { grown in
            verdict = Self.judge(report, command, grown: grown)
            return !verdict.isPass
        }
        return isWrong ? verdict : nil
    }

    /// Whether what the kernel has more of than before is too much, and stays so.
    private func remains(
        _ dialogue: Dialogue, since before: MemoryCensus, isTooMuch: ([String: Int]) -> Bool
    ) async throws -> Bool {
        for count in 0..<Self.counts {
            if count > 0 { try await dialogue.bench.settle() }
            guard isTooMuch(try await dialogue.bench.census().growth(since: before)) else { return false }
        }
        return true
    }

    private static func judge(_ report: ChildrenCount, _ command: FilledCommand, grown: [String: Int]) -> Verdict {
        let expected = "nothing of \(children) processes that have written “\(command.shown)” and ended"
        func growth(_ cache: String) -> Int { grown[cache, default: 0] }
        // A leaked mm keeps its pages mapped; a clean module's processes reuse the same few frames.
        if growth("mm_struct") >= many || (report.frames >= many && report.mapped >= many) {
            return .wrong(
                .leaked, "address spaces of processes that have ended are still there", expected: expected,
                actual: "\(growth("mm_struct")) address spaces more", mistake: .mmReferenceLeaked)
        }
        if growth("task_struct") >= many {
            return .wrong(
                .leaked, "processes that have ended are still there", expected: expected,
                actual: "\(growth("task_struct")) task structures more", mistake: .taskReferenceLeaked)
        }
        if report.frames >= many && report.held >= many {
            return .wrong(
                .leaked, "pages of processes that have ended are still held", expected: expected,
                actual: "\(report.held) of \(report.frames) frames neither mapped nor free",
                mistake: .pageReferenceLeaked)
        }
        if growth("pid") >= many {
            return .wrong(
                .leaked, "process identifiers of processes that have ended are still held", expected: expected,
                actual: "\(growth("pid")) more", mistake: .pidReferenceLeaked)
        }
        return .pass
    }
}
