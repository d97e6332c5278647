import Grading
import Mistakes
import MtestProtocol
import Paging
import Words

/// One `writeval` that was carried out: what it returned and said, and what memory was before and after it.
struct WriteTrial: Sendable {
    let command: FilledCommand
    let outcome: WriteOutcome
    /// Bytes that were written to the module's file.
    let length: Int
    let answer: WriteValueAnswer
    let write: MemoryWrite
    let surroundings: Surroundings
    let before: Surroundings.Sight
    let after: Surroundings.Sight

    /// What of the memory around the address is different.
    var effect: MemoryWrite.Effect { write.effect }

    /// Where the value was written instead of the address; nil where it shows nowhere else.
    var landing: Landing? { surroundings.landing(write.readings, before, after) }

    /// Whether memory is as it was, as far as it was looked at.
    var isUnchanged: Bool { effect == .nothing && landing == nil }

    /// Whether the answer names another value than it was given, and memory has that value: one that was there before, or
    /// on a page that has only now come into memory, cannot be seen to be written.
    var isOtherValueThere: Bool {
        guard case .wrote(let value?, _, _) = answer.outcome, value != write.value else { return false }
        return write.slotRange.allSatisfy(write.after.isMapped(at:)) && write.slot == MemoryWrite.little(value)
    }

    /// The line that claims a write; nil where none does. A line without the value is a claim only in plain words and
    /// after a write that did not fail: `vma found` and `done` may be about a step on the way.
    var claim: String? {
        switch answer.outcome {
        case .wrote(let value, _, let line): isClaim(line, value) && !isOtherValueThere ? line : nil
        case .ambiguous(let lines):
            // A command that is announced and then refused ends with the refusal.
            if let line = lines.last, case .wrote(let value?, _, _) = WriteValueAnswer.read([line]).outcome,
                write.readings.contains(where: { $0.number == value })
            {
                line
            } else {
                nil
            }
        case .refused, .noSuchProcess, .unreadable, .none: nil
        }
    }

    private func isClaim(_ line: String, _ value: UInt64?) -> Bool {
        let words = line.lowercased()
        if outcome.result >= 0, value != nil { return true }
        return ["wrote", "written"].contains(where: words.contains)
            || (outcome.result >= 0 && words.contains("success"))
    }

    /// The reason that the answer gives for a refusal, in words that say it clearly.
    var refusal: (reason: WriteRefusal, line: String)? {
        guard case .refused(let reason, let line) = answer.outcome, let reason = WriteRefusal(reason) else {
            return nil
        }
        return (reason, line)
    }

    /// Whether a module that neither faults a page in nor breaks copy-on-write has to refuse: the tables had no page, or
    /// one that may not be written, for a byte of the word. One that was never written is like it: that it is changed now
    /// the kernel would have to be told.
    var mayRefuse: Bool {
        guard write.slotRange.allSatisfy(write.before.isMapped(at:)), let walk = surroundings.walks.first else {
            return true
        }
        return !walk.userRights.writes || walk.steps.last?.entry.has(.dirty) != true
    }

    /// Whether it says in a way that the contract has for it that nothing was written.
    var isHonestRefusal: Bool { claim == nil && (refusal != nil || Dialogue.isRefusal(outcome)) }

    /// What came, as a report shows it: the return value, and the lines whole.
    var came: String {
        let lines = answer.lines.isEmpty ? "no answer" : answer.lines.joined(separator: "\n")
        return outcome.result == length ? lines : "\(outcome.described); \(lines)"
    }

    /// The mistakes that the bytes show, the more telling one first: of where they went, and of what they are.
    var mistakes: [Mistake] {
        if effect == .within { return Self.slotMistakes(write) }
        return landing?.mistakes ?? []
    }

    private static func slotMistakes(_ write: MemoryWrite) -> [Mistake] {
        if WriteShape.isKernelAddress(write.slot) { return [.pointerCopied] }
        let inPage = Stretch.bytesLeft(inPageOf: write.address)
        if let old = write.old, inPage < MemoryWrite.width,
            write.slot == Array(write.little[..<inPage] + old[inPage...])
        {
            return [.wordCutAtPageEnd]
        }
        return write.shown?.mistakes ?? []
    }
}

extension Verdict {
    /// A failed write, with the one or two mistakes that its bytes show.
    static func wrong(
        _ symptom: Symptom, _ message: String, expected: String?, actual: String?, mistakes: [Mistake]
    ) -> Verdict {
        .wrong(
            symptom, message, expected: expected, actual: actual, mistake: mistakes.first,
            also: mistakes.count > 1 ? mistakes[1] : nil)
    }
}
