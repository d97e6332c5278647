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

    /// Processes that one check makes: enough to stand out from what the kernel itself allocates meanwhile.
    private static let children = 48
    /// A leak of each command shows in nearly all of them; a frame may be reused, and the kernel frees some objects late.
    private static let many = children * 9 / 10

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Self.parts) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        try await dialogue.firstFlaw { command in
            let verdict = try await judge(command, dialogue)
            return verdict.finding == nil ? nil : verdict
        } ?? .pass
    }

    private func judge(_ command: FilledCommand, _ dialogue: Dialogue) async throws -> Verdict {
        let bench = dialogue.bench
        let before = try await bench.census()
        let answer = try await bench.send(
            .children(count: Self.children, command: dialogue.bytes(of: command)), work: Patience.childrenWork)
        _ = try await bench.records()
        guard case .children(let report) = answer else { throw Unjudged.machine("the target answered \(answer.line)") }
        guard report.accepted == Self.children else {
            return .wrong(
                .refused, "“\(command.shown)” is not accepted", expected: "\(Self.children) times",
                actual: "\(report.accepted) times")
        }
        return Self.judge(report, command, grown: try await bench.census().growth(since: before))
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
