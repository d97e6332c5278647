import Glibc
package import Grading
import Mistakes
import MtestProtocol
import TargetProtocol
import Words

/// A question on a bench: commands are filled in, written, and their return values described.
package struct Dialogue: Sendable {
    let bench: any Bench
    let question: Question
    /// What the module has answered so far.
    let heard: Hearing

    init(bench: any Bench, question: Question, heard: Hearing = Hearing()) {
        self.bench = bench
        self.question = question
        self.heard = heard
    }

    /// Writes what goes first.
    func begin() async throws {
        for command in question.first { _ = try await ask(try fill(command)) }
        if question.replaces { try await bench.replaceTarget() }
    }

    func fill(_ template: CommandTemplate, _ form: FreshValue.Form = .whole) throws -> FilledCommand {
        try FilledCommand(template, of: question.check, on: bench, form)
    }

    /// The command of the check.
    func command() throws -> FilledCommand { try fill(question.command) }

    /// All commands of the check.
    func commands() throws -> [FilledCommand] { try ([question.command] + question.more).map { try fill($0) } }

    /// The first flaw that `look` finds with one of the commands.
    func firstFlaw(_ look: (FilledCommand) async throws -> Verdict?) async throws -> Verdict? {
        if let flaw = try await command().however(look) { return flaw }
        return try await furtherFlaw(look).flaw
    }

    /// The first flaw that `look` finds with one of the further commands. That the module refuses one, or crashes in it, is a
    /// matter of the check that is about such a command.
    ///
    /// - Returns: the flaw; and whether it crashed, so that nothing more could be asked.
    func furtherFlaw(
        _ look: (FilledCommand) async throws -> Verdict?
    ) async throws -> (flaw: Verdict?, isCrashed: Bool) {
        for command in try commands().dropFirst() {
            do {
                let flaw = try await command.however(look)
                if let flaw, flaw.finding?.symptom != .refused { return (flaw, false) }
            } catch let incident as Incident where incident.symptom == .crashed {
                return (nil, true)
            }
        }
        return (nil, false)
    }

    /// All commands of the check, with a newline and then without one: what works in any spelling works.
    func spellings() throws -> [(Dialogue, FilledCommand)] {
        let raw = Dialogue(bench: bench, question: question.withoutNewline, heard: heard)
        let commands = try commands()
        return commands.map { (self, $0) } + commands.prefix(2).map { (raw, $0) }
    }

    /// Writes a command, with a newline unless the check is about one without.
    func ask(_ command: FilledCommand) async throws -> WriteOutcome {
        let outcome = try await command.blamed {
            do {
                return try await bench.write(bytes(of: command), by: question.writer, mode: question.mode) { lines in
                    heard.isAnswered(command, by: lines)
                }
            } catch var incident as Incident {
                if incident.namedMistake == .kernelCrash, command.text.contains(Self.letters.text),
                    incident.reports(Self.letters.inRegister)
                {
                    incident.mistake = .bufferOverrun
                }
                throw incident
            }
        }
        heard.note(
            outcome, isAnswer: heard.isAnswered(command, by: outcome.lines), isList: command.isList)
        return outcome
    }

    /// Eight letters of a long command, and how the kernel prints a register that holds them: they are where no letters
    /// belong.
    private static let letters = (text: "aaaaaaaa", inRegister: "6161616161616161")

    /// Writes a command in the ordinary way, whatever the check is about: a control of what another spelling does.
    func askPlainly(_ text: String) async throws -> WriteOutcome {
        let command = FilledCommand(text: text)
        return try await command.blamed {
            try await bench.write(Array("\(text)\n".utf8), by: question.writer, mode: .once) { _ in true }
        }
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

    /// A `writeval` that leaves memory as it was returns its length, or fails in one of the ways that the contract has for
    /// it; a verdict where it did neither.
    func refusalFlaw(_ outcome: WriteOutcome, _ command: FilledCommand) -> Verdict? {
        let length = bytes(of: command).count
        guard outcome.result != length, !Self.isRefusal(outcome) else { return nil }
        let mistake: Mistake? =
            outcome.result == 0
            ? .writeReturnsZero : Self.isErrorAsCount(outcome, command) ? .errorReturnedPositive : nil
        return .wrong(
            .wrong, "the write of “\(command.shown)” was refused with a wrong return value",
            expected: "its length, \(length), or -1 with EFAULT, EACCES or EPERM", actual: outcome.described,
            mistake: mistake)
    }

    /// Whether a write that did not do what it was asked returns the number of an error as if it were a count of bytes:
    /// `return EFAULT` where `return -EFAULT` is meant. Small numbers that may be anything else are left out.
    static func isErrorAsCount(_ outcome: WriteOutcome, _ command: FilledCommand) -> Bool {
        // The length of the command, with a newline or without one, is no error.
        let more = outcome.result &- command.text.utf8.count
        return outcome.result > 0 && !(0...1).contains(more)
            && [EFAULT, EACCES, EINVAL, ENOMEM].contains(Int32(clamping: outcome.result))
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
