import Glibc
import Grading
import Mistakes
import TargetProtocol

/// No memory is lost over many commands.
struct NoLeak: CommandExperiment {
    static let word = "no-leak"
    static let manual = "No memory is lost over many commands"
    static let fields =
        Question.fields(parts) + [
            Field("times", "how many times each command is written, 20 to 10000; 300 without the field")
        ]
    /// The way of writing is the kind's: again and again.
    private static let parts: Set<Question.Part> = [.more, .writer, .raw]
    let question: Question
    let times: Int

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Self.parts)
        times = try fields.number("times", in: 20...10_000) ?? 300
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let bench = dialogue.bench
        let commands = try dialogue.commands()
        for command in commands {
            let outcome = try await dialogue.ask(command)
            // Commands that are refused are part of it; where there is no file nothing is lost, and nothing is shown.
            guard outcome.result != -1 || ![ENOENT, EBADF, EACCES].contains(outcome.errno) else {
                return .wrong(
                    .refused, "“\(command.shown)” cannot be written", expected: "its length, or an error of the module",
                    actual: outcome.described)
            }
        }
        // The first round warms caches, the agent's memory among them; what is lost then has to be lost again.
        var before = try await bench.census()
        var lost: String?
        for _ in 0..<2 {
            for command in commands {
                _ = try await bench.write(
                    dialogue.bytes(of: command), by: question.writer,
                    mode: .repeated(count: times))
            }
            let after = try await bench.census()
            // A leak of each command shows in nearly all of them; a frame or object may have been free before.
            lost = after.lost(since: before, atLeast: times * 9 / 10)
            guard lost != nil else { return .pass }
            before = after
        }
        return .wrong(
            .leaked, "memory is lost with each command", expected: "nothing lost over \(times) commands",
            actual: lost, mistake: .memoryLeaked)
    }
}
