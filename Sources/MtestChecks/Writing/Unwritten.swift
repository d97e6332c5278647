import Grading
import Mistakes
import Words

/// Memory is as it was, and nothing else is claimed.
struct Unwritten: CommandExperiment {
    static let word = "unwritten"
    static let manual = "Memory is as it was, and the answer does not claim a write"
    static let fields = Question.fields() + [WriteRefusal.field]
    let question: Question
    let reason: WriteRefusal?

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        reason = try fields.word("reason")
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        // A value that is malformed or missing is refused too.
        let judge = try WriteJudge(dialogue, withoutValue: 0)
        let trial = try await judge.trials(wanting: false)
        if trial.effect != .nothing { return try await changed(trial, judge) }
        if let landing = trial.landing {
            return .wrong(
                landing.mistakes.isEmpty ? .wrong : .changed,
                "memory changed where nothing may be written: \(landing.name)", expected: landing.wanted,
                actual: landing.came, mistakes: landing.mistakes)
        }
        if let flaw = try await judge.refusal(trial) { return flaw }
        guard let reason, let given = trial.refusal, given.reason != reason else { return .pass }
        return .wrong(
            .wrong, "it refuses for a reason that is not the case", expected: reason.rawValue, actual: given.line,
            mistake: try await takesGap(judge) ? .gapTakenForArea : nil)
    }

    private func changed(_ trial: WriteTrial, _ judge: WriteJudge) async throws -> Verdict {
        let write = trial.write
        let addresses = write.changes.map { write.before.start &+ UInt64($0) }
        let vmas = try await vmas(judge.dialogue.bench)
        func vma(at address: UInt64) -> VMA? { vmas.first { $0.start <= address && address < $0.end } }
        var mistakes: [Mistake] = []
        if trial.landing == nil, judge.overran(trial, width: MemoryWrite.width) {
            mistakes = [.wordOverrunsPage]
        } else if addresses.contains(where: { vma(at: $0)?.permissions.contains("w") == false }) {
            // The first byte of a VMA behind a writable one may have been taken for the last of that one.
            let isBorder =
                vma(at: judge.address)?.start == judge.address
                && vma(at: judge.address &- 1)?.permissions.contains("w") == true
            let isIgnored = isBorder ? try await judge.takesAnother(at: 0x88) : true
            if isIgnored { mistakes = [.writePermissionIgnored] }
        } else if trial.effect == .within, !addresses.isEmpty {
            // A module that writes fewer bytes has written all of its own.
            if try await judge.usualWidth() <= write.changes.count { return .pass }
            mistakes = [.partialWrite]
        } else if trial.effect == .exact, try await takesGap(judge) {
            // On 5.10 the stack grows where a page below it is pinned; on 6.1 and later that fails.
            mistakes = [.gapTakenForArea]
        }
        if trial.effect == .beyond { mistakes += trial.landing?.mistakes ?? [] }
        var (wanted, came) = write.window(write.untouched)
        if !write.slotRange.contains(where: write.before.isMapped(at:)) {
            wanted = "no page at \(hex(judge.address)), as before"
        }
        return .wrong(
            .changed, "memory changed where nothing may be written", expected: wanted, actual: came, mistakes: mistakes)
    }

    /// Whether a module that did not say that no VMA contains the address says so where none is above either.
    private func takesGap(_ judge: WriteJudge) async throws -> Bool {
        guard reason == .vma else { return false }
        // The first address above what a process of four levels has; with five levels there is no VMA so high either.
        let control = try WriteJudge(judge.dialogue, judge.ordinary(0x8000_0000_0000))
        do { return try await control.trial().refusal?.reason == .vma } catch is Incident {
            // What the module does there is a matter of another check.
            return false
        }
    }

    private func vmas(_ bench: any Bench) async throws -> [VMA] {
        try await bench.text("/proc/\(bench.target.pid)/maps").map(MapsFile.vmas) ?? []
    }
}
