import AgentProtocol
import Glibc
import ModuleBuild
import MtestProtocol
import Paging
import VirtualMachine

/// Carries out one check in a session and judges what was seen.
struct Examiner {
    let session: Session
    let module: [UInt8]
    let moduleName: String
    /// The module with its debug information.
    let debug: String

    /// The verdict of a check; whatever the module does to the kernel is a verdict too.
    func examine(_ check: Rubric.Check) async throws -> Verdict {
        do {
            return try await judge(check)
        } catch let trouble as Trouble {
            let at = await source(trouble).map { ", at \($0.file):\($0.line)" } ?? ""
            return .wrong(
                trouble.message + at, actual: trouble.actual, diagnosis: trouble.report.map { _ in "kernel-crash" })
        }
    }

    /// The line of the student's that the kernel's report is about.
    private func source(_ trouble: Trouble) async -> SourceLocation? {
        guard let place = trouble.place else { return nil }
        return try? await SourceLocation.find(in: debug, symbol: place.symbol, offset: place.offset)
    }

    private func judge(_ check: Rubric.Check) async throws -> Verdict {
        switch check.expectation {
        case .builds: return .pass
        case .loads:
            return try await session.hasProcEntry("mtest") ? .pass : .wrong("it loads, but there is no /proc/mtest")
        case .reloads: return try await reload()
        case .accepted: return try await accepted(check)
        case .refused: return try await refused(check)
        case .noProcess: return try await noProcess(check)
        case .areas: return try await areas(check)
        case .allAreas: return try await allAreas(check)
        case .translation: return try await translation(check)
        case .written: return try await written(check)
        case .unwritten: return try await unwritten(check)
        }
    }

    private func template(_ check: Rubric.Check) throws -> CommandTemplate {
        try CommandTemplate(
            check.command, places: session.places, pid: session.target, value: .random(in: 1 << 56 ... .max))
    }

    private func ask(_ template: CommandTemplate) async throws -> Session.Outcome {
        try await session.write(Array("\(template.text)\n".utf8))
    }

    /// A command that is understood returns its length, whatever the answer.
    private func lengthFlaw(_ outcome: Session.Outcome, _ text: String) -> Verdict? {
        let length = text.utf8.count + 1
        guard outcome.result != length else { return nil }
        return .wrong(
            "the write of “\(text)” has to return its length", expected: "\(length)", actual: described(outcome),
            diagnosis: outcome.result == 0 ? "write-returns-0" : nil)
    }

    private func described(_ outcome: Session.Outcome) -> String {
        outcome.result < 0 ? "-1 with \(errorName(outcome.errno))" : "\(outcome.result)"
    }

    private func reload() async throws -> Verdict {
        if let trouble = try await session.unload(moduleName) { throw trouble }
        if try await session.hasProcEntry("mtest") {
            return .wrong("/proc/mtest is still there after unloading", diagnosis: "proc-entry-left-behind")
        }
        if let trouble = try await session.load(module) { throw trouble }
        return try await session.hasProcEntry("mtest") ? .pass : .wrong("no /proc/mtest after loading again")
    }

    private func accepted(_ check: Rubric.Check) async throws -> Verdict {
        let template = try template(check)
        // `\n` is part of the text here: a check may be about a command without it.
        let outcome = try await session.write(Array(template.text.utf8))
        guard outcome.result == template.text.utf8.count else {
            return .wrong(
                "the command has to be accepted", expected: "\(template.text.utf8.count)", actual: described(outcome))
        }
        guard commandEcho(outcome.lines) != nil else {
            return .wrong(
                "the command is not in the kernel log", expected: "[mtest] Got command: \(template.text)",
                actual: outcome.lines.first ?? "nothing", diagnosis: "command-not-logged")
        }
        return .pass
    }

    private func refused(_ check: Rubric.Check) async throws -> Verdict {
        let outcome: Session.Outcome
        if check.command.hasPrefix("fill "), let count = Int(check.command.dropFirst(5)) {
            outcome = try await session.fill(count)
        } else {
            outcome = try await session.write(Array(try template(check).text.utf8))
        }
        guard outcome.result == -1, outcome.errno == EINVAL else {
            return .wrong("the write has to fail", expected: "-1 with EINVAL", actual: described(outcome))
        }
        if let record = outcome.records.first(where: { $0.level < 4 }) {
            return .wrong("refusing is no reason for alarm", expected: "at most a warning", actual: record.text)
        }
        return .pass
    }

    private func noProcess(_ check: Rubric.Check) async throws -> Verdict {
        let outcome = try await ask(try template(check))
        guard outcome.result == -1, outcome.errno == ESRCH else {
            return .wrong("there is no such process", expected: "-1 with ESRCH", actual: described(outcome))
        }
        return .pass
    }

    // MARK: - listvma

    private func areas(_ check: Rubric.Check) async throws -> Verdict {
        let template = try template(check)
        let outcome = try await ask(template)
        if let flaw = lengthFlaw(outcome, template.text) { return flaw }
        return try await compare(ListVMAAnswer.read(outcome.lines), pid: session.target)
    }

    private func allAreas(_ check: Rubric.Check) async throws -> Verdict {
        let template = try template(check)
        let outcome = try await ask(template)
        if let flaw = lengthFlaw(outcome, template.text) { return flaw }
        let answer = ListVMAAnswer.read(outcome.lines)
        for pid in [session.target, session.writer] {
            let verdict = try await compare(answer, pid: pid)
            guard verdict == .pass else { return verdict }
        }
        // The agent is at work and its heap may change: it has to be there.
        guard answer.vmas(ofPID: 1).count > 4 else {
            return .wrong("process 1 is missing", expected: "VMAs of PID 1", actual: "none")
        }
        let invented = answer.processes.first { process in
            guard let pid = process.pid, !process.vmas.isEmpty else { return false }
            return ![1, session.target, session.writer].contains(pid)
        }
        if let invented {
            return .wrong(
                "process \(invented.pid ?? 0) has no address space of its own", expected: "no VMAs",
                actual: "\(invented.vmas.count) VMAs")
        }
        return .pass
    }

    private func compare(_ answer: ListVMAAnswer, pid: Int32) async throws -> Verdict {
        guard let bytes = try await session.read("/proc/\(pid)/maps") else { return .error("no /proc/\(pid)/maps") }
        let truth = MapsFile.areas(String(decoding: bytes, as: UTF8.self))
        var listed = answer.vmas(ofPID: pid)
        if listed.isEmpty, answer.processes.count == 1, answer.processes[0].pid == nil {
            listed = answer.processes[0].vmas
        }
        let given = listed.map { "\(hex($0.start)) \(hex($0.end)) \($0.permissions?.description ?? "?")" }
        for index in 0..<max(truth.count, given.count) {
            let want = index < truth.count ? truth[index] : nil
            let got = index < given.count ? given[index] : nil
            guard want != got else { continue }
            return .wrong(
                "VMA \(index + 1) of \(truth.count) of process \(pid) differs from /proc/\(pid)/maps",
                expected: want ?? "nothing more", actual: got ?? "nothing more")
        }
        return .pass
    }

    // MARK: - findpage

    private func translation(_ check: Rubric.Check) async throws -> Verdict {
        let template = try template(check)
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
        if let flaw = lengthFlaw(outcome, template.text) { return flaw }
        let answer = FindPageAnswer.read(outcome.lines, for: address)
        // The kernel's half hangs in the same tables, but the process cannot reach it: that is no translation of its.
        let truth = walk.address.isUser(session.space.depth) ? walk.physical : nil
        let expected = truth.map { "vaddr = \(hex(address)) -> paddr = \(hex($0))" } ?? "translation not found"
        switch (answer.outcome, truth) {
        case (.translated(let claim), let truth?) where claim.physicalAddress == truth: return .pass
        case (.translated(let claim), let truth?):
            return .wrong(
                "“\(template.text)” names a wrong physical address", expected: expected, actual: claim.line,
                diagnosis: TranslationDiagnosis.name(claim: claim.physicalAddress, walk: walk, truth: truth))
        case (.translated(let claim), nil):
            // Linux counts a PROT_NONE page as present; the processor does not. Either view is accepted.
            if case .protNone(_, let physical) = walk.outcome, physical == claim.physicalAddress { return .pass }
            return .wrong(
                "“\(template.text)” has no translation, yet one is claimed", expected: expected, actual: claim.line,
                diagnosis: "absent-entry-translated")
        case (.notFound, nil): return .pass
        default:
            return .wrong(
                "“\(template.text)” is not answered", expected: expected,
                actual: answer.lines.last ?? "no answer in the kernel log")
        }
    }

    /// Whether the guest's own references disagree with the walk from outside; nobody is charged then.
    private func doubt(_ walk: PageWalk) async throws -> String? {
        let address = walk.address.value
        guard walk.address.isUser(session.space.depth) else { return nil }
        if let bytes = try await session.read(
            "/proc/\(session.target)/pagemap", offset: (address >> 12) * 8, count: 8), bytes.count == 8
        {
            let entry = PagemapEntry(bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * $1.offset) })
            let outside: UInt64? =
                if case .protNone(_, let physical) = walk.outcome { physical >> 12 } else {
                    walk.physical.map { $0 >> 12 }
                }
            if entry.frame != outside {
                return "the machine's own tables were tampered with: pagemap says frame "
                    + "\(entry.frame.map(hex) ?? "none"), the tables say \(outside.map(hex) ?? "none")"
            }
        }
        return nil
    }

    // MARK: - writeval

    /// Bytes around the place that must not change.
    private static let margin: UInt64 = 64

    private func written(_ check: Rubric.Check) async throws -> Verdict {
        let template = try template(check)
        guard let address = template.address, let value = template.value else {
            return .error("the check names no place or no value")
        }
        let start = address - Self.margin
        let before = try await bytes(start)
        let outcome = try await ask(template)
        let after = try await bytes(start)
        if let flaw = lengthFlaw(outcome, template.text) { return flaw }
        let answer = WriteValueAnswer.read(outcome.lines)
        var expected = before
        let little = (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        for (index, byte) in little.enumerated() { expected[Int(Self.margin) + index] = byte }
        if after == expected {
            guard case .wrote = answer.outcome else {
                return .wrong(
                    "it wrote, but does not say so", expected: "wrote \(hex(value)) to \(hex(address))",
                    actual: answer.lines.last ?? "nothing", diagnosis: "done-but-not-said")
            }
            let inside = try await session.read("/proc/\(session.target)/mem", offset: address, count: 8)
            guard inside == little else {
                return .error("the machine's own tables were tampered with: /proc/PID/mem differs")
            }
            return .pass
        }
        return .wrong(
            after == before ? "nothing was written" : "other bytes were written", expected: dump(expected, start),
            actual: dump(after, start), diagnosis: WriteDiagnosis.name(before, after, value, Int(Self.margin)))
    }

    private func unwritten(_ check: Rubric.Check) async throws -> Verdict {
        let template = try template(check)
        guard let address = template.address else { return .error("the check names no place") }
        let start = address &- Self.margin
        let before = try await bytes(start)
        let outcome = try await ask(template)
        let after = try await bytes(start)
        guard before == after else {
            return .wrong(
                "memory changed where nothing may be written", expected: dump(before, start), actual: dump(after, start)
            )
        }
        if case .wrote(_, _, let line) = WriteValueAnswer.read(outcome.lines).outcome {
            return .wrong(
                "it claims a write that did not happen", expected: "a refusal with its reason", actual: line,
                diagnosis: "claimed-but-not-done")
        }
        let refusals: Set<Int32> = [EFAULT, EACCES, EPERM]
        guard outcome.result == template.text.utf8.count + 1 || (outcome.result < 0 && refusals.contains(outcome.errno))
        else {
            return .wrong(
                "a refused write returns its length, EFAULT, EACCES or EPERM",
                expected: "\(template.text.utf8.count + 1)", actual: described(outcome))
        }
        return .pass
    }

    /// Physical memory behind a stretch of the target's addresses; zeros where nothing is mapped.
    private func bytes(_ start: UInt64) async throws -> [UInt8] {
        let count = Self.margin * 2 + 8
        return try await session.machine.whileStopped { [space = session.space, memory = session.machine.memory] _ in
            var result: [UInt8] = []
            while UInt64(result.count) < count {
                let address = start &+ UInt64(result.count)
                let piece = min(count - UInt64(result.count), 4096 - address & 0xfff)
                let physical = PageWalk(VirtualAddress(address), in: space, memory: memory).physical
                result +=
                    physical.flatMap { memory.bytes(at: $0, count: Int(piece)) }
                    ?? Array(repeating: 0, count: Int(piece))
            }
            return result
        }
    }

    private func dump(_ bytes: [UInt8], _ start: UInt64) -> String {
        let middle = Int(Self.margin)
        return "\(hex(start &+ Self.margin)): "
            + bytes[middle - 8..<middle + 16].map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0\(digits)" : digits
            }.joined(separator: " ")
    }
}

/// Names the mistake behind a wrong write, from the bytes alone.
enum WriteDiagnosis {
    static func name(_ before: [UInt8], _ after: [UInt8], _ value: UInt64, _ at: Int) -> String? {
        guard before != after else { return "claimed-but-not-done" }
        let little = (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        let slot = Array(after[at..<at + 8])
        let rest = Array(before[at..<at + 8])
        if slot == Array(little.reversed()) { return "wrong-byte-order" }
        for width in [1, 2, 4] where slot == Array(little[..<width]) + Array(rest[width...]) { return "wrong-width" }
        return nil
    }
}

/// `/proc/PID/maps`, as far as a VMA list is concerned.
enum MapsFile {
    /// `0xstart 0xend rwx` for each area but `[vsyscall]`, which is in no VMA list.
    static func areas(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 2, fields.last != "[vsyscall]" else { return nil }
            let ends = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard ends.count == 2 else { return nil }
            return "\(hex(ends[0])) \(hex(ends[1])) \(fields[1].prefix(3))"
        }
    }
}
