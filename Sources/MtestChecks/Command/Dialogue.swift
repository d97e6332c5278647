import Glibc
package import Grading
import Mistakes
import MtestProtocol
import Words

/// A question on a bench: commands are filled in, written, and their return values described.
package struct Dialogue: Sendable {
    let bench: any Bench
    let question: Question
    /// What the module has answered so far.
    let heard = Hearing()

    /// Writes what goes first.
    func begin() async throws {
        for command in question.first { _ = try await ask(try fill(command)) }
        if question.replaces { try await bench.replaceTarget() }
    }

    func fill(_ template: CommandTemplate) throws -> FilledCommand {
        try FilledCommand(template, of: question.check, on: bench)
    }

    /// The command of the check.
    func command() throws -> FilledCommand { try fill(question.command) }

    /// All commands of the check.
    func commands() throws -> [FilledCommand] { try ([question.command] + question.more).map(fill) }

    /// Writes a command, with a newline unless the check is about one without.
    func ask(_ command: FilledCommand) async throws -> WriteOutcome {
        let outcome = try await command.blamed {
            try await bench.write(bytes(of: command), by: question.writer, mode: question.mode) { lines in
                command.isAnswered(by: lines)
            }
        }
        heard.note(
            outcome, isAnswer: command.isAnswered(by: outcome.lines), isList: command.text.contains("listvma"))
        return outcome
    }

    func bytes(of command: FilledCommand) -> [UInt8] {
        Array(command.text.utf8) + (question.isRaw ? [] : [0x0a])
    }

    /// A command that is understood returns its length, whatever the answer; a verdict where it did not.
    func lengthFlaw(_ outcome: WriteOutcome, _ command: FilledCommand) -> Verdict? {
        let length = bytes(of: command).count
        guard outcome.result != length else { return nil }
        let mistake: Mistake? = outcome.result == 0 ? .writeReturnsZero : outcome.result > 0 ? .returnValueWrong : nil
        let symptom: Symptom = outcome.result > 0 ? .wrong : outcome.errno == ESRCH ? .unfound : .refused
        return .wrong(
            outcome.result == 0 ? .wrong : symptom, "the write of “\(command.shown)” has to return its length",
            expected: "\(length)", actual: outcome.described, mistake: mistake)
    }

    /// Whether the write was refused in a way that the contract allows for writeval.
    static func isRefusal(_ outcome: WriteOutcome) -> Bool {
        outcome.result < 0 && [EFAULT, EACCES, EPERM].contains(outcome.errno)
    }
}

extension WriteOutcome {
    /// The return value as a report shows it.
    var described: String { result < 0 ? "-1 with \(errnoName(errno))" : "\(result)" }
}

/// A kind that writes commands to /proc/mtest.
package protocol CommandExperiment: BenchExperiment {
    var question: Question { get }
    /// The verdict, once what goes first is done.
    func judge(_ dialogue: Dialogue) async throws -> Verdict
}

extension CommandExperiment {
    package var family: String { question.family }
    package var provokesHang: Bool { false }

    package func verdict(on bench: any Bench) async throws -> Verdict {
        let dialogue = Dialogue(bench: bench, question: question)
        try await dialogue.begin()
        let command = try dialogue.command()
        let verdict = try await command.blamed { try await judge(dialogue) }.asked(command.shown)
        return dialogue.heard.explain(verdict)
    }
}
