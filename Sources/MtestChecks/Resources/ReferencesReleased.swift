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
    /// Processes of a first look: half as many that are left call for a closer one, and nearly all modules need none. A
    /// process costs five milliseconds, and the commands that it writes cost little.
    private static let few = 16
    /// Commands that one request can have (``TargetRequest/children(count:commands:)``).
    private static let together = 8
    /// Counts that all have to show something: what nobody refers to any more is freed after a grace period of RCU.
    private static let counts = 4
    /// The first of them, between which nobody waits longer than for that grace period, which is part of each count. A
    /// machine that has done much before frees the rest by the second one.
    private static let quick = 2
    /// The objects whose number shows that a process is still there.
    private static let kinds = ["mm_struct", "task_struct", "pid"]

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Self.parts) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        if let flaw = try await dialogue.command().however({ try await flaw(of: $0, dialogue) }) { return flaw }
        guard !question.more.isEmpty, try await seemsKept(dialogue) else { return .pass }
        return try await dialogue.furtherFlaw { try await closerFlaw(of: $0, dialogue) }.flaw ?? .pass
    }

    /// Whether something may be left of processes that have written the further commands, each of them all.
    private func seemsKept(_ dialogue: Dialogue) async throws -> Bool {
        var rest = try dialogue.commands().dropFirst()
        do {
            while !rest.isEmpty {
                let commands = Array(rest.prefix(Self.together))
                rest = rest.dropFirst(Self.together)
                let look = try await look(at: commands, dialogue)
                if look.isKept { return true }
                let prefixed = commands.map { $0.withPrefixedValue ?? $0 }
                guard look.accepted < Self.few * commands.count, prefixed.map(\.text) != commands.map(\.text)
                else { continue }
                if try await self.look(at: prefixed, dialogue).isKept { return true }
            }
        } catch let incident as Incident where incident.symptom == .crashed {
            // That one of them crashes is a matter of the check that is about such a command.
        }
        return false
    }

    /// Whether something may be left of a few processes that have written some commands; and how many commands were accepted.
    private func look(
        at commands: [FilledCommand], _ dialogue: Dialogue
    ) async throws -> (isKept: Bool, accepted: Int) {
        let before = try await dialogue.bench.census(of: Self.kinds)
        let report = try await children(Self.few, commands, dialogue)
        var isKept = max(report.mapped, report.held) >= Self.few / 2
        if !isKept {
            isKept = try await remains(dialogue, since: before) { grown in
                Self.kinds.contains { grown[$0, default: 0] >= Self.few / 2 }
            }
        }
        return (isKept, report.accepted)
    }

    /// Has processes write commands about themselves, one after the other.
    private func children(_ count: Int, _ commands: [FilledCommand], _ dialogue: Dialogue) async throws -> ChildrenCount
    {
        let answer = try await dialogue.bench.send(
            .children(count: count, commands: commands.map(dialogue.bytes)), work: Patience.childrenWork)
        _ = try await dialogue.bench.records()
        guard case .children(let report) = answer else { throw Unjudged.machine("the target answered \(answer.line)") }
        return report
    }

    private static func refusal(of command: FilledCommand, accepted: Int, of count: Int) -> Verdict {
        .wrong(
            .refused, "“\(command.shown)” is not accepted", expected: "\(count) times", actual: "\(accepted) times")
    }

    private func flaw(of command: FilledCommand, _ dialogue: Dialogue) async throws -> Verdict? {
        let look = try await look(at: [command], dialogue)
        guard look.accepted == Self.few else {
            return Self.refusal(of: command, accepted: look.accepted, of: Self.few)
        }
        return look.isKept ? try await closerFlaw(of: command, dialogue) : nil
    }

    private func closerFlaw(of command: FilledCommand, _ dialogue: Dialogue) async throws -> Verdict? {
        let before = try await dialogue.bench.census(of: Self.kinds)
        let report = try await children(Self.children, [command], dialogue)
        guard report.accepted == Self.children else {
            return Self.refusal(of: command, accepted: report.accepted, of: Self.children)
        }
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
            if count >= Self.quick { try await dialogue.bench.settle() }
            guard isTooMuch(try await dialogue.bench.census(of: Self.kinds).growth(since: before)) else { return false }
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
