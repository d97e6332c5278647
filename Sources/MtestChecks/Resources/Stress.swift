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
            Field("times", "how many commands each process writes, 1 to 10000; 150 without the field")
        ]
    /// Processes of the target's own write, and in the ordinary way.
    private static let parts: Set<Question.Part> = [.more, .raw]
    let question: Question
    let times: Int

    /// Objects that may be on their way out when the count is taken, and that no command has leaked.
    private static let few = 20

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Self.parts)
        times = try fields.number("times", in: 1...10_000) ?? 150
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let bench = dialogue.bench
        let commands = try dialogue.commands()
        let before = try await bench.census()
        let answer = try await bench.send(
            .stress(count: times, commands: commands.map(dialogue.bytes)), work: Patience.stressWork)
        _ = try await bench.records()
        guard answer == .stressed(writers: 4) else {
            return .wrong(
                .refused, "each of four processes that write commands has to have one accepted", expected: "stressed 4",
                actual: answer.line)
        }
        let grown = try await bench.census().growth(since: before)
        for (cache, mistake) in [("mm_struct", Mistake.mmReferenceLeaked), ("task_struct", .taskReferenceLeaked)] {
            let count = grown[cache, default: 0]
            guard count < Self.few else {
                return .wrong(
                    .leaked, "processes that have ended are still there", expected: "none",
                    actual: "\(count) objects more in the kernel's cache \(cache)", mistake: mistake)
            }
        }
        return .pass
    }
}
