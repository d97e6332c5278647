import Glibc
import Grading
import Mistakes
import TargetProtocol

/// A write whose buffer is not mapped fails.
struct BufferFault: CommandExperiment {
    static let word = "fault"
    static let manual = "The write fails with any error: the buffer that is written from is not mapped"
    static let fields = Question.fields(parts)
    /// The way of writing is the kind's, and only the length of the command counts.
    private static let parts: Set<Question.Part> = [.writer]
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Self.parts) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        let outcome = try await dialogue.bench.write(
            Array(command.text.utf8), by: question.writer, mode: .unmapped)
        guard outcome.result >= 0 else { return .pass }
        return .wrong(
            .accepted, "a write whose buffer is not mapped has to fail", expected: "-1 with EFAULT",
            actual: outcome.described, mistake: Dialogue.isErrorAsCount(outcome, command) ? .errorReturnedPositive : nil
        )
    }
}
