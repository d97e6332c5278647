import Grading
import Mistakes
import MtestProtocol
import Paging
import Words

/// Judges a write by physical memory, before and after.
struct WriteJudge {
    let dialogue: Dialogue
    let command: FilledCommand
    let address: UInt64
    let value: UInt64

    private var bench: any Bench { dialogue.bench }

    /// - Parameters:
    ///   - dialogue: where the command is written.
    ///   - command: the command.
    ///   - substitute: the value that counts where the command has none that can be read; nil where it needs one.
    /// - Throws: ``Unjudged`` where the command names no place, or no value although it needs one.
    init(_ dialogue: Dialogue, _ command: FilledCommand, withoutValue substitute: UInt64? = nil) throws(Unjudged) {
        guard let address = command.address, let value = command.value ?? substitute else {
            throw .rubric("`command` names no place or no value")
        }
        self.dialogue = dialogue
        self.command = command
        self.address = address
        self.value = value
    }

    /// Carries the write out: the value has to be in memory, its neighbours as they were.
    ///
    /// - Throws: ``Unjudged`` where the guest's own view differs from physical memory.
    func written() async throws -> Verdict {
        let before = try await Stretch.read(address, on: bench)
        let elsewhere = try await Stretch.others(address, dialogue)
        let outcome = try await dialogue.ask(command)
        let after = try await Stretch.read(address, on: bench)
        if let flaw = dialogue.lengthFlaw(outcome, command) { return flaw }
        let answer = WriteValueAnswer.read(outcome.lines)
        let write = MemoryWrite(command.text, at: address, value: value, before: before, after: after)
        guard write.after == write.expected else {
            return .wrong(
                write.after == write.before ? .missing : .wrong,
                write.after == write.before ? "nothing was written" : "other bytes were written than these eight",
                expected: write.dump(write.expected), actual: write.dump(write.after),
                mistake: try await mistake(write, answer, elsewhere))
        }
        guard case .wrote = answer.outcome else {
            return .wrong(
                .missing, "it wrote the value, and its answer does not say that it did",
                expected: "wrote \(hex(value)) to \(hex(address))",
                actual: answer.lines.last ?? "nothing", mistake: .doneButNotSaid)
        }
        let inside = try await bench.read("/proc/\(bench.target.pid)/mem", offset: address, count: 8)
        guard inside == write.little else {
            throw Unjudged.machine(
                "the machine's own tables were tampered with: the target's memory reads "
                    + "\(inside.map(write.dump) ?? "nothing"), physical memory \(write.dump(write.little))")
        }
        return .pass.noting(answer.styleNotes.map(\.sentence))
    }

    private func mistake(
        _ write: MemoryWrite, _ answer: WriteValueAnswer, _ elsewhere: [(TargetProcess, Stretch)]
    ) async throws -> Mistake? {
        var mistake = WriteDiagnosis.name(write)
        if mistake == nil, write.after == write.before {
            mistake = try await wentTo(elsewhere)
            if mistake == nil, case .wrote = answer.outcome { mistake = .claimedButNotDone }
        }
        if mistake == .wordCutAtPageEnd, try await overran() { return .wordOverrunsPage }
        return mistake
    }

    /// Whether the value went to another process.
    private func wentTo(_ others: [(TargetProcess, Stretch)]) async throws -> Mistake? {
        for (other, before) in others
        where try await Stretch.read(address, of: other.pid, on: bench) != before {
            if other.name == "shell" { return .wrongProcessCurrent }
            return dialogue.question.command.namesProcess ? .pidIgnored : nil
        }
        return nil
    }

    /// Whether the rest of a word that crosses a page's end went to the next physical page.
    private func overran() async throws -> Bool {
        guard let physical = try await bench.walk(address).physical else { return false }
        let first = Stretch.bytesLeft(inPageOf: address)
        guard first < MemoryWrite.width else { return false }
        let rest = Array(MemoryWrite.little(value)[first...])
        let next = Stretch.firstByte(ofPage: physical) + Stretch.page
        return try await bench.look { $0.bytes(at: next, count: rest.count) } == rest
    }

    /// Judges a refusal.
    ///
    /// - Parameters:
    ///   - outcome: how the write of the command ended.
    ///   - reason: the reason that the answer has to give, if it gives one in words that can be read.
    /// - Returns: what is wrong with the refusal; nil where it is as the contract has it.
    func refusal(_ outcome: WriteOutcome, reason: WriteRefusal? = nil) -> Verdict? {
        let answer = WriteValueAnswer.read(outcome.lines)
        if case .wrote(_, _, let line) = answer.outcome {
            return .wrong(
                .claimed, "it claims a write that did not happen", expected: "a refusal with its reason", actual: line,
                mistake: .claimedButNotDone)
        }
        let length = dialogue.bytes(of: command).count
        guard outcome.result == length || Dialogue.isRefusal(outcome) else {
            return .wrong(
                .wrong, "the write of “\(command.shown)” was refused with a wrong return value",
                expected: "its length, \(length), or -1 with EFAULT, EACCES or EPERM",
                actual: outcome.described, mistake: outcome.result == 0 ? .writeReturnsZero : nil)
        }
        if let reason, case .refused(let given, let line) = answer.outcome, let given = WriteRefusal(given),
            given != reason
        {
            return .wrong(
                .wrong, "it refuses for a reason that is not the case", expected: reason.rawValue, actual: line)
        }
        if outcome.result == length, answer.outcome == .none {
            return .wrong(
                .missing, "the answer does not say why nothing was written", expected: "a reason in the log",
                actual: "no answer")
        }
        return nil
    }
}

/// The contract's reasons to refuse a write.
enum WriteRefusal: String, Sendable, Hashable, CaseIterable {
    case vma = "vma not found"
    case permission = "vma has no write permission"
    case translation = "translation not found"

    /// Nil where the module's own words say none of them clearly.
    init?(_ reason: WriteValueAnswer.Reason) {
        switch reason {
        case .vmaNotFound: self = .vma
        case .noWritePermission: self = .permission
        case .translationNotFound: self = .translation
        case .other: return nil
        }
    }

    static let field = Field(
        "reason", "why a write is refused, if the module says why: \(allCases.map(\.rawValue).joined(separator: ", "))")
}
