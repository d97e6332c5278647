import Glibc
import MtestProtocol
import Paging
import VirtualMachine
import Words

/// writeval: the answer against physical memory, before and after.
extension Examiner {
    /// The pages around an address, as the target's tables lead to them.
    private struct Stretch: Sendable {
        let start: UInt64
        let bytes: [UInt8]
    }

    func written(isStored: Bool) async throws -> Verdict {
        let template = try template(check.command)
        guard let address = template.address, let value = template.value else {
            return .error("the check names no place or no value")
        }
        let before = try await stretch(address)
        let elsewhere = try await others(address)
        let outcome = try await ask(template)
        let after = try await stretch(address)
        if let flaw = lengthFlaw(outcome, template) { return flaw }
        let answer = WriteValueAnswer.read(outcome.lines)
        let write = Write(
            address: address, value: value, text: template.text, start: before.start, before: before.bytes,
            after: after.bytes)
        guard after.bytes == write.expected else {
            var mistake = WriteDiagnosis.name(write)
            if mistake == nil, after.bytes == before.bytes {
                mistake = try await wentTo(elsewhere, address, value)
                if mistake == nil, case .wrote = answer.outcome { mistake = .claimedButNotDone }
            }
            if mistake == .wordCutAtPageEnd, try await overrun(address, value) { mistake = .wordOverrunsPage }
            return .wrong(
                after.bytes == before.bytes ? .missing : .wrong,
                after.bytes == before.bytes ? "nothing was written" : "not just these eight bytes were written",
                expected: write.dump(write.expected), actual: write.dump(after.bytes), mistake: mistake)
        }
        guard case .wrote = answer.outcome else {
            return .wrong(
                .missing, "it wrote, but does not say so", expected: "wrote \(hex(value)) to \(hex(address))",
                actual: answer.lines.last ?? "nothing", mistake: .doneButNotSaid)
        }
        let inside = try await session.read("/proc/\(session.target)/mem", offset: address, count: 8)
        guard inside == write.little else {
            return .error(
                "the machine's own tables were tampered with: the target's memory reads "
                    + "\(inside.map(write.dump) ?? "nothing"), physical memory \(write.dump(write.little))")
        }
        return isStored ? try await stored(address, value) : .pass
    }

    /// Whether file or disk have the value too.
    private func stored(_ address: UInt64, _ value: UInt64) async throws -> Verdict {
        guard
            let (name, place) = session.places.first(where: {
                $0.value.address <= address && address < $0.value.address + $0.value.length
            })
        else { return .error("the check names no place") }
        let answer = try await session.tell("stored \(name) \(String(address - place.address, radix: 16))")
        guard answer != "word \(String(value, radix: 16))" else { return .pass }
        guard answer.hasPrefix("word ") else { return .error("the target said \(answer)") }
        return .wrong(
            .missing, "the value is in memory, but not in what is behind it", expected: hex(value),
            actual: "0x\(answer.dropFirst(5))")
    }

    func unwritten() async throws -> Verdict {
        let template = try template(check.command)
        guard let address = template.address else { return .error("the check names no place") }
        let before = try await stretch(address)
        let outcome = try await ask(template)
        let after = try await stretch(address)
        guard before.bytes == after.bytes else {
            let write = Write(
                address: address, value: template.value ?? 0, text: template.text, start: before.start,
                before: before.bytes, after: after.bytes)
            return .wrong(
                .changed, "memory changed where nothing may be written", expected: write.dump(before.bytes),
                actual: write.dump(after.bytes))
        }
        return refusal(outcome, template) ?? .pass
    }

    /// What is wrong with a refusal, or nil.
    private func refusal(_ outcome: Session.Outcome, _ template: CommandTemplate) -> Verdict? {
        let answer = WriteValueAnswer.read(outcome.lines)
        if case .wrote(_, _, let line) = answer.outcome {
            return .wrong(
                .claimed, "it claims a write that did not happen", expected: "a refusal with its reason", actual: line,
                mistake: .claimedButNotDone)
        }
        let length = bytes(of: template).count
        guard outcome.result == length || Self.isRefusal(outcome) else {
            return .wrong(
                .wrong, "a refused write returns its length, EFAULT, EACCES or EPERM", expected: "\(length)",
                actual: described(outcome), mistake: outcome.result == 0 ? .writeReturnsZero : nil)
        }
        if let reason = check.reason, case .refused(let given, let line) = answer.outcome, let given = Self.word(given),
            given != reason
        {
            return .wrong(
                .wrong, "it refuses, and says a reason that is not so", expected: reason.rawValue, actual: line)
        }
        if outcome.result == length, answer.outcome == .none {
            return .wrong(
                .missing, "nothing says why nothing was written", expected: "a reason in the log", actual: "no answer")
        }
        return nil
    }

    /// The contract's word for a reason; nil where the module's own words say none of them clearly.
    private static func word(_ reason: WriteValueAnswer.Reason) -> Rubric.Reason? {
        switch reason {
        case .vmaNotFound: .area
        case .noWritePermission: .permission
        case .translationNotFound: .translation
        case .other: nil
        }
    }

    static func isRefusal(_ outcome: Session.Outcome) -> Bool {
        outcome.result < 0 && [EFAULT, EACCES, EPERM].contains(outcome.errno)
    }

    func privately() async throws -> Verdict {
        let template = try template(check.command)
        guard let address = template.address, let value = template.value else {
            return .error("the check names no place or no value")
        }
        let page = try await session.walk(address).physical.map { $0 & ~0xfff }
        let original = try await frame(page)
        let before = try await stretch(address)
        let outcome = try await ask(template)
        guard try await frame(page) == original else {
            return .wrong(
                .changed, "a page that others see too was changed",
                expected: "the page at \(page.map(hex) ?? "?") unchanged",
                actual: "it changed")
        }
        let after = try await stretch(address)
        let write = Write(
            address: address, value: value, text: template.text, start: before.start, before: before.bytes,
            after: after.bytes)
        if after.bytes == before.bytes { return refusal(outcome, template) ?? .pass }
        if let flaw = lengthFlaw(outcome, template) { return flaw }
        // A page that was not there before shows its other bytes for the first time: only the value is compared.
        let isRight = page == nil ? write.slot == write.little : after.bytes == write.expected
        guard isRight else {
            return .wrong(
                .wrong, "not just these eight bytes were written", expected: write.dump(write.expected),
                actual: write.dump(after.bytes), mistake: WriteDiagnosis.name(write))
        }
        guard case .wrote = WriteValueAnswer.read(outcome.lines).outcome else {
            return .wrong(
                .missing, "it wrote, but does not say so", expected: "wrote \(hex(value)) to \(hex(address))",
                actual: outcome.lines.last ?? "nothing", mistake: .doneButNotSaid)
        }
        return .pass
    }

    // MARK: - Memory

    /// Two pages before the address's and three from it on; zeros where nothing is mapped.
    private func stretch(_ address: UInt64, of pid: Int32? = nil) async throws -> Stretch {
        let start = (address & ~0xfff) &- 0x1000
        let space = try await session.space(of: pid ?? session.target)
        let bytes = try await session.machine.whileStopped { [memory = session.machine.memory] _ in
            (0..<4).flatMap { (page: UInt64) -> [UInt8] in
                let walk = PageWalk(VirtualAddress(start &+ page * 0x1000), in: space, memory: memory)
                return walk.physical.flatMap { memory.bytes(at: $0, count: 0x1000) }
                    ?? Array(repeating: 0, count: 0x1000)
            }
        }
        return Stretch(start: start, bytes: bytes)
    }

    private func frame(_ page: UInt64?) async throws -> [UInt8]? {
        guard let page else { return nil }
        return try await session.machine.whileStopped { [memory = session.machine.memory] _ in
            memory.bytes(at: page, count: 0x1000)
        }
    }

    /// The same addresses in the other processes.
    private func others(_ address: UInt64) async throws -> [(Session.Process, Stretch)] {
        var others = session.processes.filter { $0.pid != session.target }
        if check.writer == .shell { others.append(try await session.shell()) }
        var stretches: [(Session.Process, Stretch)] = []
        for other in others { stretches.append((other, try await stretch(address, of: other.pid))) }
        return stretches
    }

    /// Whether the value went to another process.
    private func wentTo(_ others: [(Session.Process, Stretch)], _ address: UInt64, _ value: UInt64) async throws
        -> Mistake?
    {
        for (other, before) in others where try await stretch(address, of: other.pid).bytes != before.bytes {
            if other.name == "shell" { return .wrongProcessCurrent }
            return check.command.contains("{pid") ? .pidIgnored : nil
        }
        return nil
    }

    /// Whether the rest of a word that crosses a page's end went to the next physical page.
    private func overrun(_ address: UInt64, _ value: UInt64) async throws -> Bool {
        guard let physical = try await session.walk(address).physical else { return false }
        let first = Int(0x1000 - address & 0xfff)
        guard first < 8 else { return false }
        let rest = (first..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        return try await session.machine.whileStopped { [memory = session.machine.memory] _ in
            memory.bytes(at: physical & ~0xfff + 0x1000, count: rest.count) == rest
        }
    }
}

/// A write of eight bytes, and the memory around it.
struct Write {
    let address: UInt64
    let value: UInt64
    /// The command, as it was written.
    let text: String
    /// Where `before` and `after` begin.
    let start: UInt64
    let before: [UInt8]
    let after: [UInt8]

    /// Where the eight bytes lie in `before` and `after`.
    var index: Int { Int(address &- start) }
    /// The value's bytes, least significant first.
    var little: [UInt8] { Self.little(value) }
    /// What is there now.
    var slot: [UInt8] { Array(after[index..<index + 8]) }
    /// What a correct module leaves.
    var expected: [UInt8] {
        var bytes = before
        bytes.replaceSubrange(index..<index + 8, with: little)
        return bytes
    }

    static func little(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }

    /// Sixteen bytes from the address on, or from where a stretch first differs from what it was.
    func dump(_ bytes: [UInt8]) -> String {
        guard bytes.count == before.count else { return Self.text(bytes[...]) }
        let first = zip(expected, after).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? index
        let from = min(first & ~7, bytes.count - 16)
        return "\(hex(start &+ UInt64(from))): \(Self.text(bytes[from..<from + 16]))"
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}
