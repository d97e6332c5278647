import Glibc
import MtestProtocol
import VirtualMachine

/// What is left when a command is done: locks, references, memory.
extension Examiner {
    func unlocked() async throws -> Verdict {
        let template = try template(check.command)
        let outcome = try await ask(template)
        guard outcome.result == bytes(of: template).count || Self.isRefusal(outcome) else {
            return .wrong(
                .refused, "“\(shown(template))” is not carried out", expected: "its length", actual: described(outcome))
        }
        do {
            _ = try await session.tell("map")
        } catch let trouble as Trouble where trouble.symptom == .hung {
            return .wrong(
                .hung, "after “\(shown(template))” the target cannot change its address space any more: mmap() hangs",
                expected: "mmap() and munmap() return", actual: trouble.actual, mistake: .mmapLockKept)
        }
        return .pass
    }

    /// Processes that one check of references makes.
    private static let mortals = 48

    func released() async throws -> Verdict {
        let template = try template(check.command)
        let before = try await census()
        let hexadecimal = Session.hexadecimal(bytes(of: template))
        let answer = try await session.tell("children \(Self.mortals) \(hexadecimal)", work: 4)
        if let report = Session.report(in: try await session.log()) { throw Trouble(report) }
        let numbers = answer.split(separator: " ").dropFirst().compactMap { Int($0) }
        guard numbers.count == 4 else { return .error("the target said \(answer)") }
        let (accepted, frames, mapped, held) = (numbers[0], numbers[1], numbers[2], numbers[3])
        guard accepted == Self.mortals else {
            return .wrong(
                .refused, "“\(shown(template))” is not accepted", expected: "\(Self.mortals) times",
                actual: "\(accepted) times")
        }
        let grown = try await census().growth(since: before)
        let many = Self.mortals * 9 / 10
        let expected = "nothing of \(Self.mortals) processes that have ended"
        // A leaked mm keeps its pages mapped; a clean module's processes reuse the same few frames.
        if grown["mm_struct", default: 0] >= many || (frames >= many && mapped >= many) {
            return .wrong(
                .leaked, "address spaces of processes that have ended are still there", expected: expected,
                actual: "\(grown["mm_struct", default: 0]) address spaces more", mistake: .mmReferenceLeaked)
        }
        if grown["task_struct", default: 0] >= many {
            return .wrong(
                .leaked, "processes that have ended are still there", expected: expected,
                actual: "\(grown["task_struct", default: 0]) task structures more", mistake: .taskReferenceLeaked)
        }
        if frames >= many && held >= many {
            return .wrong(
                .leaked, "pages of processes that have ended are still held", expected: expected,
                actual: "\(held) of \(frames) frames neither mapped nor free", mistake: .pageReferenceLeaked)
        }
        if grown["pid", default: 0] >= many {
            return .wrong(
                .leaked, "process identifiers of processes that have ended are still held", expected: expected,
                actual: "\(grown["pid", default: 0]) more", mistake: .pidReferenceLeaked)
        }
        return .pass
    }

    func thrifty() async throws -> Verdict {
        let commands = try ([check.command] + check.more).map(template)
        for template in commands {
            let outcome = try await ask(template)
            // Commands that are refused are part of it; those that are not even heard lose nothing and show nothing.
            guard outcome.result != -1 || outcome.errno == EINVAL else {
                return .wrong(
                    .refused, "“\(shown(template))” is not heard", expected: "its length or EINVAL",
                    actual: described(outcome))
            }
        }
        // The first round warms caches, the agent's memory among them; what is lost then has to be lost again.
        var before = try await census()
        var lost: String?
        for _ in 0..<2 {
            for template in commands {
                _ = try await session.write(bytes(of: template), by: check.writer, verb: "repeat \(check.times)")
            }
            let after = try await census()
            lost = after.lost(since: before, atLeast: check.times * 9 / 10)
            guard lost != nil else { return .pass }
            before = after
        }
        return .wrong(
            .leaked, "memory is lost with each command", expected: "nothing lost over \(check.times) commands",
            actual: lost, mistake: .memoryLeaked)
    }

    func survived() async throws -> Verdict {
        let commands = try ([check.command] + check.more).map(template)
        let before = try await census()
        let line = commands.map { Session.hexadecimal(bytes(of: $0)) }.joined(separator: " ")
        let answer = try await session.tell("stress \(check.times) \(line)", work: 8)
        if let report = Session.report(in: try await session.log()) { throw Trouble(report) }
        guard answer == "stressed 4" else {
            return .wrong(
                .refused, "of four processes that write commands all have to be answered", expected: "stressed 4",
                actual: answer)
        }
        let grown = try await census().growth(since: before)
        for (cache, mistake) in [("mm_struct", Mistake.mmReferenceLeaked), ("task_struct", .taskReferenceLeaked)] {
            let count = grown[cache, default: 0]
            guard count < 20 else {
                return .wrong(
                    .leaked, "processes that have ended are still there", expected: "none",
                    actual: "\(count) objects more in the kernel's cache \(cache)", mistake: mistake)
            }
        }
        return .pass
    }

    private func census() async throws -> MemoryCensus {
        _ = try await session.tell("shrink", work: 4)
        let caches = try await session.read("/proc/slabinfo") ?? []
        let memory = try await session.read("/proc/meminfo") ?? []
        return MemoryCensus(
            slabinfo: String(decoding: caches, as: UTF8.self), meminfo: String(decoding: memory, as: UTF8.self))
    }
}
