import Grading
import Mistakes
import Words

/// The module unloads after commands: none of them keeps it.
struct UnloadsAfter: CommandExperiment {
    static let word = "unloads-after"
    static let manual = "After these commands it unloads: none of them keeps a reference on the module"
    static let fields = Question.fields(parts)
    /// Ordinary writes, also of commands that are refused.
    private static let parts: Set<Question.Part> = [.more, .writer]
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Self.parts) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let bench = dialogue.bench
        for command in try dialogue.commands() {
            // How it ends is for other checks.
            _ = try await dialogue.ask(command)
            if let errno = try await bench.unload() {
                return .wrong(
                    .leaked, "it does not unload after “\(command.shown)”", expected: "it unloads",
                    actual: errnoName(errno), mistake: .moduleReferenceKept
                ).asked(command.shown)
            }
            try await bench.load()
        }
        return .pass
    }
}
