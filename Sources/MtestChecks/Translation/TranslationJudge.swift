import Grading
import Mistakes
import MtestProtocol
import Paging
import Words

/// Judges one answer to findpage by a walk from outside.
struct TranslationJudge {
    let dialogue: Dialogue
    /// Bytes of the page that has to be there for the check to be about anything; nil for any.
    let pageSize: UInt64?
    /// Whether the walk's own lines are judged too.
    let withTrace: Bool

    private var bench: any Bench { dialogue.bench }
    private var tables: Tables { Tables(bench: dialogue.bench) }

    /// All commands of the check, one after the other; the first that is not right decides. Where it is about a page of a
    /// certain size, further ones are about other pages, after that one: they are asked before as well, and count where
    /// they were right then.
    func verdict() async throws -> Verdict {
        var commands = try dialogue.commands()
        guard pageSize != nil, commands.count > 1 else { return try await verdict(commands) }
        let others = TranslationJudge(dialogue: dialogue, pageSize: nil, withTrace: withTrace)
        var right: [FilledCommand] = []
        for command in commands.dropFirst() where try await others.answered(command).verdict.isPass {
            right.append(command)
        }
        commands.removeSubrange(1...)
        let verdict = try await verdict(commands)
        return verdict.isPass ? try await others.verdict(right).noting(verdict.styleNotes) : verdict
    }

    private func verdict(_ commands: [FilledCommand]) async throws -> Verdict {
        var notes: [String] = []
        for command in commands {
            let verdict = try await answered(command).verdict.asked(command.shown)
            notes += verdict.styleNotes
            guard verdict.isPass else { return verdict.noting(notes) }
        }
        return .pass.noting(notes)
    }

    /// A command that was written: what came, and the verdict on it.
    struct Answered {
        let outcome: WriteOutcome
        let answer: FindPageAnswer
        let verdict: Verdict
    }

    /// Writes a command and judges its answer.
    func answered(_ command: FilledCommand) async throws -> Answered {
        guard let address = command.address else { throw Unjudged.rubric("`command` names no place") }
        // Before the command as well: a module could move the page to where it says that it is.
        let walk = try await bench.walk(address)
        let outcome = try await dialogue.ask(command)
        let after = try await bench.walk(address)
        if walk.physical != nil, after.physical != walk.physical {
            throw Unjudged.contested(
                .wrong(
                    .changed, "“\(command.shown)” changed the page tables of the target",
                    expected: "\(hex(address)) at physical address \(walk.physical.map(hex) ?? "none"), as before",
                    actual: "\(hex(address)) at \(after.physical.map(hex) ?? "none")", mistake: .findpageChangesMemory))
        }
        try await tables.confirm(after)
        try Tables.require(pageSize, of: walk)
        let isUser = walk.address.isUser(walk.space.depth)
        // The kernel's half hangs in the same tables, but the process cannot reach it: it has no translation for it.
        let truth = isUser ? walk.physical : nil
        let answer = FindPageAnswer.read(outcome.lines, for: address)
        if truth == nil, after.physical != nil, isUser {
            let verdict = Verdict.wrong(
                .changed, "there was no page before “\(command.shown)”, and there is one after it",
                expected: "translation not found", actual: outcome.lines.last, mistake: .findpageChangesMemory)
            return Answered(outcome: outcome, answer: answer, verdict: verdict)
        }
        let judged = try await judge(answer, outcome, walk, truth, command)
        let verdict = try await named(judged, answer, walk, truth, command)
        return Answered(outcome: outcome, answer: answer, verdict: verdict.noting(notes(answer)))
    }

    private func named(
        _ verdict: Verdict, _ answer: FindPageAnswer, _ walk: PageWalk, _ truth: UInt64?, _ command: FilledCommand
    ) async throws -> Verdict {
        guard !verdict.isPass else { return withTrace ? TraceComparison.judge(answer.trace, walk) : verdict }
        // What was not understood is shown, not judged.
        guard verdict.finding?.symptom != .unreadable else { return verdict }
        return try await verdict.named {
            if let mistake = try await commandMistake(answer.trace, command) { return mistake }
            switch verdict.finding?.symptom {
            case .refused: return try await signMistake(walk.address.value)
            case .unfound: return try await pidMistake(walk.address.value, truth, command)
            default: break
            }
            return try await foldingMistake(answer.trace, walk)
        }
    }

    private func notes(_ answer: FindPageAnswer) -> [String] { answer.styleNotes.map(\.sentence) }

    /// Judges the answer; what the write returned counts only where there is none.
    private func judge(
        _ answer: FindPageAnswer, _ outcome: WriteOutcome, _ walk: PageWalk, _ truth: UInt64?, _ command: FilledCommand
    ) async throws -> Verdict {
        let address = walk.address.value
        let expected = truth.map { "vaddr = \(hex(address)) -> paddr = \(hex($0))" } ?? "translation not found"
        let shown = command.shown
        switch (answer.outcome, truth) {
        case (.translated(let claim), let truth?) where claim.states(truth):
            try await tables.confirmCanary(at: walk, truth)
            return .pass
        case (.translated(let claim), let truth?):
            let wrong = claim.physicalAddress
            let other = try await tables.otherProcess(claim: wrong, address, dialogue.question)
            let mistake = try await bench.look { WrongAddress.name(claim: wrong, walk: walk, truth: truth, memory: $0) }
            let both =
                other == nil && mistake == nil
                ? try await tables.otherProcessAndMore(claim: wrong, address, dialogue.question) : nil
            let lost: Mistake? = WrongAddress.hasLostOffset(claim: wrong, mistake, walk.address) ? .pageOffsetLost : nil
            return .wrong(
                .wrong, "“\(shown)” names a wrong physical address", expected: expected, actual: claim.line,
                mistake: other ?? mistake ?? both?.0, also: other == nil ? lost ?? both?.1 : nil)
        case (.translated(let claim), nil):
            let invented = claim.physicalAddress
            // Linux counts a PROT_NONE page as present; the processor does not. Either view is accepted.
            if case .protNone(_, let physical) = walk.outcome, physical == invented { return .pass }
            return .wrong(
                .claimed, "“\(shown)” has no translation, and one is claimed", expected: expected, actual: claim.line,
                mistake: try await bench.look { WrongAddress.name(invented: invented, walk, $0) })
        case (.notFound, nil): return .pass
        case (.notFound(let line), _):
            return .wrong(
                .missing, "“\(shown)” has a translation, and none is found", expected: expected, actual: line,
                mistake: try await hugePageMistake(answer.trace, walk))
        case (.noSuchProcess(let line), _): return .processDenied(line, command, expected: expected)
        case (.ambiguous(let lines), _):
            return .unread(
                lines, to: command, because: "it says different things", expected: expected, right: truth)
        case (.unreadable, _) where outcome.result >= 0:
            return .unread(answer.lines, to: command, expected: expected, right: truth)
        case (.unreadable, _): return .refusal(outcome, of: command, expected: expected)
        case (.none, _) where outcome.result >= 0: return .silent(command, expected: expected)
        case (.none, _): return .refusal(outcome, of: command, expected: expected)
        }
    }

    /// The mistake that the printed walk shows about the command: the module took another address or process for the
    /// command's.
    func commandMistake(_ trace: LevelTrace, _ command: FilledCommand) async throws -> Mistake? {
        if let pid = trace.process?.pid, pid != bench.target.pid {
            if dialogue.question.writer == .shell, pid == (try await bench.shell()).pid { return .wrongProcessCurrent }
            if let other = bench.processes.first(where: { $0.pid == pid }) {
                return tables.relation(to: other, dialogue.question)
            }
        }
        guard let printed = trace.virtualAddress, let address = command.address, printed != address else { return nil }
        if printed == UInt64(UInt32(truncatingIfNeeded: address)) { return .addressTruncated }
        // The last digit is lost.
        if printed == address >> 4, dialogue.question.isRaw { return .newlineRequired }
        let word = command.text.split(separator: " ").dropFirst().first ?? ""
        // simple_strtoul() and sscanf() stop at the first letter.
        let digits = word.prefix { ("0"..."9").contains($0) }
        return !word.hasPrefix("0") && UInt64(digits) == printed ? .hexadecimalReadAsDecimal : nil
    }

    /// The mistake behind a huge page that was not found, as far as the printed walk shows it: the module read the page's
    /// own bytes as the next table's entry, or it stopped at the entry that maps the page.
    private func hugePageMistake(_ trace: LevelTrace, _ walk: PageWalk) async throws -> Mistake? {
        guard let leaf = walk.steps.last, leaf.level == .pmd || leaf.level == .pud else { return nil }
        let (own, below): (TraceLevel, TraceLevel) = leaf.level == .pud ? (.pud, .pmd) : (.pmd, .pte)
        if let printed = trace.entries[below]?.value {
            let word = try await bench.look { WrongAddress.tableWord(walk, $0) }
            return printed == word ? .hugePageWalkedAsTable : nil
        }
        guard trace.entries[below] == nil, let printed = trace.entries[own]?.value else { return nil }
        return TraceComparison.same(printed, leaf.entry.raw) ? .hugePageRefused : nil
    }

    /// Whether the pid of the command is read as hexadecimal: then the same digits in hexadecimal find the process.
    private func pidMistake(_ address: UInt64, _ truth: UInt64?, _ command: FilledCommand) async throws -> Mistake? {
        guard let truth, command.hasPID, let pid = command.text.split(separator: " ").last.flatMap({ Int32($0) }) else {
            return nil
        }
        let lines = try await dialogue.askPlainly("findpage \(hex(address)) \(String(pid, radix: 16))").lines
        guard case .translated(let claim) = FindPageAnswer.read(lines, for: address).outcome else { return nil }
        return claim.physicalAddress == truth ? .pidReadAsHexadecimal : nil
    }

    /// The mistake behind a refused number with bit 63: the largest number without that bit is not refused.
    private func signMistake(_ address: UInt64) async throws -> Mistake? {
        guard address >> 63 == 1 else { return nil }
        let largest = try await dialogue.askPlainly("findpage \(hex(UInt64.max >> 1))")
        return largest.result < 0 ? nil : .signedNumberParser
    }

    /// The mistake that the printed p4d shows: with four levels it has to be the pgd again, with five the entry of another
    /// table.
    private func foldingMistake(_ trace: LevelTrace, _ walk: PageWalk) async throws -> Mistake? {
        guard let printed = trace.entries[.p4d]?.value, let top = walk.steps.first,
            let truth = walk.linuxEntry(.p4d)?.raw, !TraceComparison.same(printed, truth)
        else { return nil }
        if walk.space.depth == .five { return TraceComparison.same(printed, top.entry.raw) ? .fifthLevelSkipped : nil }
        let entry = top.entry.tableAddress &+ UInt64(walk.address.index(.p4d)) * 8
        guard let word = try await bench.look({ $0.word(at: entry) }) else { return nil }
        return TraceComparison.same(printed, word) ? .foldedLevelWalked : nil
    }
}
