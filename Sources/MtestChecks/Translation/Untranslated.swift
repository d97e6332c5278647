import Glibc
import Grading
import Mistakes
import MtestProtocol
import Paging

/// The answer claims no translation, in any words, and the kernel does not crash.
struct Untranslated: CommandExperiment {
    static let word = "untranslated"
    static let manual = "The answer claims no translation, in any words, and the kernel does not crash"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        let outcome =
            command.hasPID
            ? try await dialogue.askForNothing(command, dereferencing: .kernelThreadDereferenced)
            : try await dialogue.ask(command)
        // Any answer is right, from ESRCH to an empty list; a missing file, or a command that is not known, is no answer.
        guard outcome.result >= 0 || ![ENOENT, EINVAL, EBADF].contains(outcome.errno) else {
            return .wrong(
                .refused, "“\(command.shown)” has no answer", expected: "its length, or ESRCH",
                actual: outcome.described)
        }
        let answer = FindPageAnswer.read(outcome.lines, for: command.address ?? 0)
        let notes = answer.styleNotes.map(\.sentence)
        guard case .translated(let claim) = answer.outcome else { return .pass.noting(notes) }
        return try await Verdict.wrong(
            .claimed, "“\(command.shown)” has no translation, and one is claimed", expected: "no translation",
            actual: claim.line
        ).noting(notes).named {
            // The target's own page, where another process is asked about.
            guard command.hasPID, let address = command.address else { return nil }
            let own = try await dialogue.bench.walk(address).physical
            return own == claim.physicalAddress ? .pidIgnored : nil
        }
    }
}
