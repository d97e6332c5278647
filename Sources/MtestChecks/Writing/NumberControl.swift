import Grading
import Mistakes
import MtestProtocol

/// What a failure to read a number is about: the same module is asked again without the one thing that is special about
/// the command. What fails there as well is a matter of other checks.
struct NumberControl {
    let judge: WriteJudge

    private var dialogue: Dialogue { judge.dialogue }

    /// The verdict that counts where `verdict` is what was found at first.
    func verdict(_ verdict: Verdict) async throws -> Verdict {
        guard let finding = verdict.finding, finding.symptom != .claimed, finding.symptom != .changed else {
            return verdict
        }
        if dialogue.question.isRaw { return try await withNewline(verdict) }
        guard judge.value >> 63 == 1 else { return verdict }
        let control = try await WriteJudge(dialogue, judge.ordinary(judge.address)).trial()
        guard control.write.shown != nil || control.landing != nil else { return .pass }
        return await verdict.named { finding.symptom == .refused ? .signedNumberParser : nil }
    }

    /// A command without a newline at its end, in memory that is full of digits. Each control writes to other bytes: those
    /// of the command may have the value already.
    private func withNewline(_ verdict: Verdict) async throws -> Verdict {
        guard try await isTaken(0x40, isRaw: false) else { return .pass }
        return try await verdict.named {
            if try await isTaken(0x50, isRaw: true, ending: "\0") { return .missingNUL }
            return try await isTaken(0x60, isRaw: true) ? .missingNUL : .newlineRequired
        }
    }

    /// Whether the command is taken `offset` bytes further on.
    private func isTaken(_ offset: UInt64, isRaw: Bool, ending: String = "") async throws -> Bool {
        let parts = dialogue.question.command.parts.map { part -> CommandTemplate.Part in
            guard case .address(_, let spelling) = part else { return part }
            return .address(.number(judge.address &+ offset), spelling)
        }
        let question = Question(
            check: dialogue.question.check, command: CommandTemplate(parts + [.text(ending)]),
            writer: dialogue.question.writer, isRaw: isRaw)
        let control = try WriteJudge(
            Dialogue(bench: dialogue.bench, question: question), withoutValue: judge.value)
        let trial = try await control.trial()
        let reading = WriteShape.Reading(number: judge.value, mistake: nil)
        return WriteShape.of([reading], old: trial.write.old, new: trial.write.slot) != nil || trial.landing != nil
    }
}
