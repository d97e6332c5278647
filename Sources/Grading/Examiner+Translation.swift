import Glibc
import MtestProtocol
import Paging
import VirtualMachine
import Words

/// findpage: the answer against a walk from outside, with pagemap and the target's secrets as witnesses.
extension Examiner {
    /// All commands of the check, one after the other; the first that is not right counts.
    func translations(withTrace: Bool) async throws -> Verdict {
        for command in [check.command] + check.more {
            let verdict = try await translation(try template(command), withTrace: withTrace)
            guard verdict == .pass else { return verdict }
        }
        return .pass
    }

    private func translation(_ template: CommandTemplate, withTrace: Bool) async throws -> Verdict {
        guard let address = template.address else { return .error("the check names no place") }
        // Before the command as well: a module could move the page to where it says that it is.
        let walk = try await session.walk(address)
        let outcome = try await ask(template)
        let after = try await session.walk(address)
        if walk.physical != nil, after.physical != walk.physical {
            return .error(
                "the machine's own tables were tampered with: the page was at \(walk.physical.map(hex) ?? "none") "
                    + "before the command, and at \(after.physical.map(hex) ?? "none") after it")
        }
        if let problem = try await doubt(after) { return .error(problem) }
        if let size = check.pageSize, case .page(_, let found) = walk.outcome, found != size {
            return .error("the machine gave a page of \(found) bytes, the check is about one of \(size)")
        }
        // The kernel's half hangs in the same tables, but the process cannot reach it: that is no translation of its.
        let truth = walk.address.isUser(walk.space.depth) ? walk.physical : nil
        if truth == nil, after.physical != nil, walk.address.isUser(walk.space.depth) {
            return .wrong(
                .changed, "there was no page before “\(shown(template))”, and there is one after it",
                expected: "translation not found", actual: outcome.lines.last, mistake: .findpageChangesMemory)
        }
        let answer = FindPageAnswer.read(outcome.lines, for: address)
        if let flaw = lengthFlaw(outcome, template) {
            guard case .notFound = answer.outcome, truth == nil, case .fail(var finding) = flaw else { return flaw }
            finding.mistake = finding.mistake ?? .notFoundAsError
            return .fail(finding)
        }
        var verdict = try await judge(answer.outcome, walk, truth, shown(template))
        if case .fail(var finding) = verdict, finding.mistake == nil {
            finding.mistake = try await misheard(answer.trace, template) ?? misread(answer.trace, walk)
            verdict = .fail(finding)
        }
        guard verdict == .pass, withTrace else { return verdict }
        return judge(answer.trace, walk)
    }

    private func judge(_ outcome: FindPageOutcome, _ walk: PageWalk, _ truth: UInt64?, _ command: String) async throws
        -> Verdict
    {
        let address = walk.address.value
        let expected = truth.map { "vaddr = \(hex(address)) -> paddr = \(hex($0))" } ?? "translation not found"
        switch (outcome, truth) {
        case (.translated(let claim), let truth?) where claim.physicalAddress == truth:
            return try await witness(walk, truth) ?? .pass
        case (.translated(let claim), let truth?):
            let other = try await otherProcess(claim: claim.physicalAddress, address)
            let mistake = TranslationDiagnosis.name(
                claim: claim.physicalAddress, walk: walk, truth: truth, memory: session.machine.memory)
            return .wrong(
                .wrong, "“\(command)” names a wrong physical address", expected: expected, actual: claim.line,
                mistake: other ?? mistake)
        case (.translated(let claim), nil):
            // Linux counts a PROT_NONE page as present; the processor does not. Either view is accepted.
            if case .protNone(_, let physical) = walk.outcome, physical == claim.physicalAddress { return .pass }
            return .wrong(
                .claimed, "“\(command)” has no translation, yet one is claimed", expected: expected, actual: claim.line,
                mistake: TranslationDiagnosis.name(invented: claim.physicalAddress, walk, session.machine.memory))
        case (.notFound, nil): return .pass
        case (.notFound(let line), _):
            let isTable = TranslationDiagnosis.looksAbsentAsTable(walk, session.machine.memory)
            return .wrong(
                .missing, "“\(command)” has a translation, yet none is found", expected: expected, actual: line,
                mistake: isTable ? .hugePageWalkedAsTable : nil)
        case (.ambiguous(let lines), _), (.unreadable(let lines), _):
            return .wrong(
                .wrong, "“\(command)” is not answered clearly", expected: expected,
                actual: lines.joined(separator: " / "))
        case (.noSuchProcess(let line), _):
            return .wrong(.missing, "“\(command)” is not answered", expected: expected, actual: line)
        case (.none, _):
            return .wrong(
                .missing, "“\(command)” is not answered", expected: expected, actual: "no answer in the kernel log")
        }
    }

    /// Whether the command was read as it was written; what the answer is does not matter.
    func understood() async throws -> Verdict {
        let template = try template(check.command)
        let outcome = try await ask(template)
        if let flaw = lengthFlaw(outcome, template) { return flaw }
        guard let address = template.address else { return .error("the check names no place") }
        let answer = FindPageAnswer.read(outcome.lines, for: address)
        var heard = answer.trace.virtualAddress
        if heard == nil, case .translated(let claim) = answer.outcome { heard = claim.virtualAddress }
        guard let heard, heard != address else { return .pass }
        return .wrong(
            .wrong, "“\(shown(template))” was read as another address", expected: hex(address), actual: hex(heard),
            mistake: try await misheard(answer.trace, template))
    }

    /// What the walk's own lines give away: the address and the process that the module believes it was asked about.
    private func misheard(_ trace: LevelTrace, _ template: CommandTemplate) async throws -> Mistake? {
        if let pid = trace.process?.pid, pid != session.target {
            if check.writer == .shell, pid == (try await session.shell()).pid { return .wrongProcessCurrent }
            if let other = session.processes.first(where: { $0.pid == pid }) { return relation(other) }
        }
        guard let heard = trace.virtualAddress, let address = template.address, heard != address else { return nil }
        if heard == address & 0xffff_ffff { return .addressTruncated }
        if heard == address >> 4 { return .newlineRequired }
        let word = template.text.split(separator: " ").dropFirst().first ?? ""
        return UInt64(word) == heard ? .hexadecimalReadAsDecimal : nil
    }

    /// What the printed p4d gives away: with four levels it is the pgd again, with five a table of its own.
    private func misread(_ trace: LevelTrace, _ walk: PageWalk) -> Mistake? {
        guard let printed = trace.entries[.p4d]?.value, let top = walk.steps.first,
            let truth = walk.linuxEntry(.p4d)?.raw, printed & ~0x60 != truth & ~0x60
        else { return nil }
        if walk.space.depth == .five { return printed & ~0x60 == top.entry.raw & ~0x60 ? .fifthLevelSkipped : nil }
        let entry = top.entry.tableAddress &+ UInt64(walk.address.index(.p4d)) * 8
        guard let word = session.machine.memory.word(at: entry) else { return nil }
        return printed & ~0x60 == word & ~0x60 ? .foldedLevelWalked : nil
    }

    /// The process whose tables give what was claimed, if it is another than the one that was asked about.
    private func otherProcess(claim: UInt64, _ address: UInt64) async throws -> Mistake? {
        let asked = session.asked
        var others = session.processes.filter { $0.pid != asked.pid }
        if check.writer == .shell { others.append(try await session.shell()) }
        for other in others where try await session.walk(address, of: other.pid).physical == claim {
            return other.name == "shell" ? .wrongProcessCurrent : relation(other)
        }
        return nil
    }

    /// The mistake of taking another process for the one that was asked about.
    private func relation(_ other: Session.Process) -> Mistake? {
        if !session.situation.parameters.isEmpty { return .targetParameterIgnored }
        if check.command.contains("{pid") { return .pidIgnored }
        if other.name == session.asked.name { return .lastProcessOfName }
        return other.name.hasPrefix(session.asked.name) ? .processNamePrefix : nil
    }

    /// Whether the guest's own references disagree with the walk from outside; nobody is charged then.
    private func doubt(_ walk: PageWalk) async throws -> String? {
        let address = walk.address.value
        guard walk.address.isUser(walk.space.depth),
            let bytes = try await session.read(
                "/proc/\(session.target)/pagemap", offset: (address >> 12) * 8, count: 8), bytes.count == 8
        else { return nil }
        let entry = PagemapEntry(bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * $1.offset) })
        let outside: UInt64? =
            if case .protNone(_, let physical) = walk.outcome { physical >> 12 } else {
                walk.physical.map { $0 >> 12 }
            }
        guard entry.frame != outside else { return nil }
        return "the machine's own tables were tampered with: pagemap says frame "
            + "\(entry.frame.map(hex) ?? "none"), the tables say \(outside.map(hex) ?? "none")"
    }

    /// The bytes at the physical address have to be the target's secret, where it keeps one.
    private func witness(_ walk: PageWalk, _ physical: UInt64) async throws -> Verdict? {
        let word = walk.address.value & ~7
        let asked = session.asked
        guard word & 0xfff < 64,
            asked.places.values.contains(where: { $0.isSecret && $0.address <= word && word < $0.address + $0.length })
        else { return nil }
        let secret = Seed.secretWord(asked.secret, at: word)
        let found = try await session.machine.whileStopped { [memory = session.machine.memory] _ in
            memory.word(at: physical & ~7)
        }
        guard found != secret else { return nil }
        return .error(
            "the machine's own tables were tampered with: the page at \(hex(physical)) does not hold the target's secret"
        )
    }

    /// Each printed entry and index against the tables.
    private func judge(_ trace: LevelTrace, _ walk: PageWalk) -> Verdict {
        let depth = walk.space.depth
        for (name, level) in zip(TraceLevel.allCases, [PagingLevel.pgd, .p4d, .pud, .pmd, .pte]) {
            guard let truth = walk.linuxEntry(level) else { continue }
            guard let printed = trace.entries[name] else {
                // Four levels: the p4d is the pgd again, and may be left out.
                if depth == .four && level == .p4d { continue }
                return .wrong(
                    .missing, "the walk's \(name) is not printed", expected: "\(name)_val = \(hex(truth.raw))",
                    actual: "nothing about the \(name)")
            }
            // The processor may set A and D (bits 5 and 6) at any moment.
            if let value = printed.value, value & ~0x60 != truth.raw & ~0x60 {
                return .wrong(
                    .wrong, "the printed entry of the \(name) is not the table's",
                    expected: "\(name)_val = \(hex(truth.raw))", actual: "\(name)_val = \(hex(value))",
                    mistake: .levelEntryWrong)
            }
            let index = UInt64(walk.address.linuxIndex(level, depth: depth))
            if let given = printed.index, given != index {
                return .wrong(
                    .wrong, "the printed index of the \(name) is not the address's",
                    expected: "\(name)_index = \(index)", actual: "\(name)_index = \(given)", mistake: .levelIndexWrong)
            }
        }
        return .pass
    }

    func untranslated() async throws -> Verdict {
        let template = try template(check.command)
        let outcome = try await ask(template)
        // Any answer is right, from ESRCH to an empty list; no file to ask, or a word that is not known, is none.
        guard outcome.result == bytes(of: template).count || ![ENOENT, EINVAL, EBADF].contains(outcome.errno) else {
            return .wrong(
                .refused, "“\(shown(template))” is not answered", expected: "its length, or ESRCH",
                actual: described(outcome))
        }
        guard case .translated(let claim) = FindPageAnswer.read(outcome.lines, for: template.address ?? 0).outcome
        else {
            return .pass
        }
        return .wrong(
            .claimed, "“\(shown(template))” has no translation, yet one is claimed", expected: "no translation",
            actual: claim.line)
    }
}
