import Glibc
import Grading
import Mistakes
import MtestProtocol
import Paging
import TargetProtocol
import Words

/// Judges a write by physical memory, before and after. What it returns and how it says what it did are checks of their
/// own (``Returns``, ``Says``, ``SaysWhy``).
struct WriteJudge {
    let dialogue: Dialogue
    let command: FilledCommand
    let template: CommandTemplate
    let address: UInt64
    let value: UInt64

    var bench: any Bench { dialogue.bench }

    /// A judge of the check's command, or of another one.
    ///
    /// - Parameters:
    ///   - dialogue: where the command is written.
    ///   - template: the command; nil for that of the check.
    ///   - substitute: the value that counts where the command has none that can be read; nil where it needs one.
    /// - Throws: ``Unjudged`` where the command names no place, or no value although it needs one.
    init(_ dialogue: Dialogue, _ template: CommandTemplate? = nil, withoutValue substitute: UInt64? = nil) throws {
        self.template = template ?? dialogue.question.command
        command = try dialogue.fill(self.template)
        guard let address = command.address, let value = command.value ?? substitute else {
            throw Unjudged.rubric("`command` names no place or no value")
        }
        self.dialogue = dialogue
        self.address = address
        self.value = value
    }

    // MARK: - Writing

    /// Writes the command once.
    ///
    /// - Throws: ``Incident`` and the machine's own errors.
    func trial(_ form: FreshValue.Form = .whole) async throws -> WriteTrial {
        let command = form == .whole ? command : try dialogue.fill(template, form)
        let surroundings = try await Surroundings(address, dialogue)
        let seen = try await surroundings.look(bench)
        let outcome = try await dialogue.ask(command)
        let after = try await surroundings.look(bench)
        let before = surroundings.recognised(seen, by: after)
        return WriteTrial(
            command: command, outcome: outcome, length: dialogue.bytes(of: command).count,
            answer: WriteValueAnswer.read(outcome.lines),
            write: MemoryWrite(
                command.text, at: address, value: command.value ?? value, before: before.stretches[0],
                after: after.stretches[0]),
            surroundings: surroundings, before: before, after: after)
    }

    /// Writes the command; where a module does not take the value, in other forms too, since how it reads numbers is a
    /// matter of other checks.
    ///
    /// - Parameter isWanted: whether a write is wanted. Where a refusal is, one that the contract knows is enough.
    /// - Returns: the first trial that says something; the first of all where none does.
    /// - Throws: what ``trial(_:)`` throws.
    func trials(wanting isWanted: Bool) async throws -> WriteTrial {
        let first = try await trial()
        guard template.hasFreshValue, !isConclusive(first, isWanted) else { return first }
        for form in FreshValue.Form.allCases where form != .whole {
            let next = try await trial(form)
            if isConclusive(next, isWanted) { return next }
        }
        return first
    }

    private func isConclusive(_ trial: WriteTrial, _ isWanted: Bool) -> Bool {
        !trial.isUnchanged || (trial.claim != nil && !isOfAnotherValue(trial)) || trial.refusal != nil
            || trial.outcome.errno == ESRCH
            || (!isWanted && Dialogue.isRefusal(trial.outcome))
    }

    /// Whether the answer is about a value that it was not given: how it reads numbers, another form may show.
    private func isOfAnotherValue(_ trial: WriteTrial) -> Bool {
        guard case .wrote(let value?, _, _) = trial.answer.outcome else { return false }
        return value != trial.write.value
    }

    // MARK: - A write that is wanted

    /// What a check of a write is about; it accepts what is a matter of other checks.
    enum Subject: String, Sendable, Hashable, CaseIterable {
        /// The eight bytes are the value, and no other byte changed.
        case bytes
        /// Some of the eight bytes changed, and no other byte.
        case place
        /// As `place`, with bytes on both sides of the end of a page.
        case crossing
        /// As `place`, and the bytes show which number was read.
        case number

        static let field = Field(
            "about",
            "what the write is judged by: all eight `bytes` (without the field), the `place` where bytes change, a "
                + "`crossing` of the end of a page, or the `number` that was read")
    }

    /// Carries the write out and judges it.
    func written(_ subject: Subject) async throws -> Verdict {
        let isFixed = subject == .bytes || subject == .number
        let trial = isFixed ? try await trial() : try await trials(wanting: true)
        return try await judged(trial, subject)
    }

    /// Judges a write that is wanted.
    ///
    /// - Throws: ``Unjudged`` where the guest's own view differs from physical memory.
    func judged(_ trial: WriteTrial, _ subject: Subject) async throws -> Verdict {
        let write = trial.write
        let (expected, came) = write.window(write.expected)
        if dialogue.question.mode != .once, trial.outcome.result < 0 {
            // The target goes on until one is refused: what is in memory is of the one before.
            return .wrong(
                .refused, "“\(trial.command.shown)” was refused, once or at last", expected: "\(trial.length)",
                actual: trial.came)
        }
        switch trial.effect {
        case .nothing where isRead(trial, subject), .beyond where isRead(trial, subject): break
        case .nothing where subject != .bytes && subject != .number && trial.isOtherValueThere: break
        case .nothing:
            // A word that needs two pages may be refused whole: the contract wants it written or left, and no half of it.
            if trial.landing == nil, trial.mayRefuse || subject == .crossing && trial.isHonestRefusal {
                return try await refusal(trial) ?? .pass
            }
            return try await missing(trial, subject)
        case .beyond:
            let isOverrun = trial.landing == nil && overran(trial, width: MemoryWrite.width)
            return .wrong(
                .wrong, "other bytes were written than these eight", expected: expected, actual: came,
                mistakes: isOverrun ? [.wordOverrunsPage] : trial.mistakes)
        case .within:
            if let flaw = try await flaw(trial, subject) { return flaw }
        case .exact: break
        }
        if let refused = trial.refusal, trial.claim == nil {
            return .wrong(
                .wrong, "it wrote, and says that it refused", expected: "wrote \(hex(write.value)) to \(hex(address))",
                actual: refused.line, mistake: .doneButRefused)
        }
        if !isRead(trial, subject), let landing = trial.landing, landing.process.pid != bench.target.pid {
            return .wrong(
                .changed, "another process was changed too: \(landing.name)", expected: landing.wanted,
                actual: landing.came, mistakes: landing.mistakes)
        }
        let inside = try await bench.read("/proc/\(bench.target.pid)/mem", offset: address, count: 8)
        guard inside == write.slot else {
            throw Unjudged.contested(
                .wrong(
                    .changed, "/proc/\(bench.target.pid)/mem does not show what the target has in memory",
                    expected: MemoryWrite.text(write.slot[...]),
                    actual: inside.map { MemoryWrite.text($0[...]) } ?? "nothing", mistake: .referenceForged))
        }
        return .pass.noting(trial.answer.styleNotes.map(\.sentence))
    }

    /// Whether a check of a number is served by a value that shows in another place.
    private func isRead(_ trial: WriteTrial, _ subject: Subject) -> Bool {
        subject == .number && trial.landing?.mistakes.contains(.hexadecimalReadAsDecimal) == false
    }

    /// What is wrong with the eight bytes, where a check is about it.
    private func flaw(_ trial: WriteTrial, _ subject: Subject) async throws -> Verdict? {
        let write = trial.write
        let (expected, came) = write.window(write.expected)
        switch subject {
        case .place: return nil
        case .bytes:
            let isPointer = trial.mistakes.first == .pointerCopied
            let verdict = Verdict.wrong(
                .wrong,
                isPointer
                    ? "exactly these eight bytes were written, with a kernel address in them"
                    : "the eight bytes are not the value",
                expected: expected, actual: came, mistakes: trial.mistakes)
            return try await verdict.named { try await otherForm(trial) }
        case .number:
            var mistake = numberMistake(write)
            if mistake == .hexadecimalReadAsDecimal, try await readsPrefixed() { mistake = .baseZero }
            if mistake == nil, write.shown != nil, !trial.mistakes.contains(.pointerCopied) { return nil }
            return .wrong(
                .wrong, "another number was written", expected: expected, actual: came,
                mistake: mistake ?? trial.mistakes.first)
        case .crossing:
            let first = Stretch.bytesLeft(inPageOf: address)
            guard let old = write.old, write.slot[first...] == old[first...] else { return try await torn(trial) }
            // A module that writes fewer bytes may not come to the end of the page at all.
            let width = try await usualWidth()
            guard width > first else { return nil }
            let isOverrun = overran(trial, width: width)
            return .wrong(
                .wrong, "the bytes after the end of the page were not written", expected: expected, actual: came,
                mistake: isOverrun ? .wordOverrunsPage : .wordCutAtPageEnd)
        }
    }

    /// The mistake that reads this other number; nil where the number is right, or not known.
    private func numberMistake(_ write: MemoryWrite) -> Mistake? {
        func shows(_ number: UInt64, _ mistake: Mistake) -> Mistake? {
            let reading = WriteShape.Reading(number: number, mistake: nil)
            return WriteShape.of([reading], old: write.old, new: write.slot) == nil ? nil : mistake
        }
        if shows(write.value, .missingNUL) != nil { return nil }
        if let decimal = write.readings.dropFirst().first { return shows(decimal.number, .hexadecimalReadAsDecimal) }
        if dialogue.question.isRaw, let mistake = shows(write.value >> 4, .newlineRequired) { return mistake }
        return write.value >> 63 == 1 ? shows(UInt64(Int64.max), .signedNumberParser) : nil
    }

    /// Nothing was written at the address.
    private func missing(_ trial: WriteTrial, _ subject: Subject) async throws -> Verdict {
        let (expected, came) = trial.write.window(trial.write.expected)
        if let landing = trial.landing {
            return .wrong(
                .missing, "the value was written to another place: \(landing.name)", expected: expected,
                actual: "\(came); \(landing.came)", mistakes: landing.mistakes)
        }
        if trial.claim != nil, let found = try await found(trial) {
            return .wrong(
                .missing, "the value was written to another place: physical address \(hex(found))", expected: expected,
                actual: "\(came); \(hex(trial.write.value)) at physical address \(hex(found))",
                mistake: try await owner(of: found, trial))
        }
        if let line = trial.claim {
            return .wrong(
                .missing, "it says that it wrote, and nothing was written", expected: expected,
                actual: "\(came); \(line)",
                mistake: .claimedButNotDone)
        }
        let isUnfound = trial.outcome.result < 0 && trial.outcome.errno == ESRCH
        let symptom: Symptom = isUnfound ? .unfound : trial.outcome.result < 0 ? .refused : .missing
        return .wrong(
            symptom, symptom == .missing ? "nothing was written" : "“\(trial.command.shown)” was refused",
            expected: expected, actual: trial.came,
            mistake: subject == .bytes || subject == .number ? try await otherForm(trial) : nil)
    }

    // MARK: - A refusal

    /// Judges a write that left memory as it was.
    ///
    /// - Returns: what is wrong with the refusal; nil where it is as the contract has it, or not readable.
    func refusal(_ trial: WriteTrial) async throws -> Verdict? {
        if trial.claim != nil, let found = try await found(trial) {
            return .wrong(
                .wrong, "the value was written to another place: physical address \(hex(found))",
                expected: "memory unchanged", actual: "\(hex(trial.write.value)) at physical address \(hex(found))",
                mistake: try await owner(of: found, trial))
        }
        if let line = trial.claim {
            return .wrong(
                .claimed, "it claims a write that did not happen", expected: "a refusal with its reason", actual: line,
                mistake: .claimedButNotDone)
        }
        // That the answer says so is a check of its own (``SaysWhy``).
        return nil
    }
}
