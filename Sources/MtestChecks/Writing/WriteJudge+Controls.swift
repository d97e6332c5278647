import Grading
import Mistakes
import Paging

/// What a judge asks the same module once more, or looks for in the machine, to tell one cause of a failure from another.
extension WriteJudge {
    /// How many bytes the module writes where no page ends; 8 where that does not show.
    func usualWidth() async throws -> Int {
        let control = try WriteJudge(dialogue, ordinary(Stretch.firstByte(ofPage: address) + 0x88))
        let trial = try await control.trials(wanting: true)
        return trial.effect == .within ? trial.write.shown?.width ?? MemoryWrite.width : MemoryWrite.width
    }

    /// Bytes on both sides of a page's end that are not those that the same module writes where no page ends; nil where they
    /// are: what is wrong with them, other checks say.
    func torn(_ trial: WriteTrial) async throws -> Verdict? {
        let control = try await WriteJudge(dialogue, ordinary(Stretch.firstByte(ofPage: address) + 0x88)).trial()
        guard control.write.value == trial.write.value, let shown = control.write.shown else { return nil }
        let usual = control.write.slot[..<shown.width]
        guard trial.write.slot[..<shown.width] != usual else { return nil }
        return .wrong(
            .wrong, "the bytes are not those that are written within a page",
            expected: "\(MemoryWrite.text(usual)), as within a page",
            actual: MemoryWrite.text(trial.write.slot[..<shown.width]), mistake: .wordTornAtPageEnd)
    }

    /// A command like that of the check about another address of the same process.
    func ordinary(_ address: UInt64) -> CommandTemplate {
        CommandTemplate(
            [.text("writeval "), .address(.number(address), .plain), .text(" "), .value(.plain)]
                + (template.namesProcess ? [.text(" "), .pid(nil)] : []))
    }

    /// Whether the same module writes the number that a value with 0x is.
    func readsPrefixed() async throws -> Bool {
        let control = try await WriteJudge(dialogue, ordinary(address)).trial()
        return control.write.shown?.mistakes.isEmpty == true
    }

    /// Whether the same module writes at another offset in the page of the address.
    func takesAnother(at offset: UInt64) async throws -> Bool {
        let control = try WriteJudge(dialogue, ordinary(Stretch.firstByte(ofPage: address) + offset))
        return try await !control.trials(wanting: true).isUnchanged
    }

    /// Whether the rest of a word that crosses a page's end went to the next physical page.
    func overran(_ trial: WriteTrial, width: Int) -> Bool {
        guard let physical = trial.surroundings.walks.first?.physical else { return false }
        let first = Stretch.bytesLeft(inPageOf: address)
        guard first < width else { return false }
        let next = Stretch.firstByte(ofPage: physical) + Stretch.page
        guard let old = trial.before.frames[next], let new = trial.after.frames[next] else { return false }
        let rest = trial.write.little[first..<width]
        return new.prefix(rest.count) == rest && old.prefix(rest.count) != rest
    }

    /// Where in the machine's memory a fresh value is that was written to none of the places that were looked at: at the
    /// same offset in a page. At others it is in what the module works with, its stack above all.
    func found(_ trial: WriteTrial) async throws -> UInt64? {
        guard template.hasFreshValue, trial.write.value >> 32 != 0 else { return nil }
        let little = trial.write.little
        return try await bench.look { $0.addresses(of: little) }
            .first { VirtualAddress($0).pageOffset == VirtualAddress(trial.write.address).pageOffset }
    }

    /// Why the value is at a physical address: another process has that page at the address of the command, and was taken
    /// for the target. Nil where none has it.
    func owner(of found: UInt64, _ trial: WriteTrial) async throws -> Mistake? {
        try await Tables(bench: bench).otherProcess(claim: found, trial.write.address, dialogue.question)
    }

    /// Why a module does not take a value, where it takes others.
    func otherForm(_ trial: WriteTrial) async throws -> Mistake? {
        // A value with bit 63 set is compared with one without it (``NumberControl``).
        guard trial.refusal == nil, template.hasFreshValue, trial.write.value >> 63 == 0 else { return nil }
        for form in FreshValue.Form.allCases where form != .whole {
            let next = try await self.trial(form)
            guard !next.isUnchanged else { continue }
            if next.mistakes.contains(.hexadecimalReadAsDecimal) { return .hexadecimalReadAsDecimal }
            guard trial.isUnchanged else { continue }
            return form == .short ? .narrowNumberParser : .prefixRefused
        }
        return nil
    }
}
