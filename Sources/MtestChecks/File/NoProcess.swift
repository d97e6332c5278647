import Glibc
import Grading

/// A command about a process that does not exist fails with ESRCH.
struct NoProcess: CommandExperiment {
    static let word = "no-process"
    static let manual = "ESRCH: the command is about a process that does not exist"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        let outcome = try await dialogue.ask(command)
        guard outcome.result == -1, outcome.errno == ESRCH else {
            return .wrong(
                .accepted, "there is no such process, so the write of “\(command.shown)” has to fail",
                expected: "-1 with ESRCH", actual: outcome.described)
        }
        return .pass
    }
}
