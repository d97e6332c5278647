import AgentProtocol
import KernelLog
import Paging
import Synchronization
import VirtualMachine

/// Why nothing returns: samples of the processors show it from outside, or the agent reports where the process waits.
extension Session {
    /// A process does not answer, but the agent does.
    ///
    /// - Parameters:
    ///   - isAtWork: whether it runs, or begins to wait again and again.
    ///   - stack: its /proc/PID/stack.
    ///   - what: what the machine was doing, for the message.
    /// - Returns: what is wrong, with the place in the module where it is known.
    /// - Throws: `MachineError` when the machine cannot be examined.
    func hang(isAtWork: Bool, stack: String, doing what: String) async throws -> Incident {
        let frames = KernelStack.frames(stack)
        if isAtWork {
            let samples = try await machine.samples(Patience.hangSamples).flatMap { $0 }
            // The kernel is at work in few samples, for the clock: what does not end is the process's own program, which
            // waits for a signal or a change that does not come.
            if samples.count(where: { !$0.isHalted && $0.privilege == 3 }) * 2 > samples.count {
                return Incident(
                    "a process of the grader's does not go on while \(what), although it runs: the kernel does not do for it "
                        + "what it has to", symptom: .hung)
            }
            let place = try await busyPlace(samples)
            return Incident(
                "an endless loop: the process was at work all the time while \(what), for \(Patience.targetReply / 1000) s "
                    + "and more", actual: place.map { _ in "still in the module" }, symptom: .hung, place: place,
                mistake: .endlessLoop)
        }
        let waiting = frames.first.map { " in \($0.symbol)" } ?? ""
        return Incident(
            "a deadlock: the process waits\(waiting), and does nothing else, while \(what)",
            actual: stack.isEmpty ? nil : stack,
            symptom: .hung, place: Incident.caller(frames), mistake: .deadlock)
    }

    /// Not even the agent answers, and the processor is in the module's own code in every sample.
    func endlessLoop(doing what: String) async throws -> Incident? {
        let samples = try await machine.samples(Patience.loopSamples).flatMap { $0 }
        guard !samples.isEmpty, samples.allSatisfy({ isModule($0.instructionPointer) }) else { return nil }
        return Incident(
            "an endless loop: the processor does not leave the module while \(what)", actual: "still in the module",
            symptom: .hung, place: place(in: samples), mistake: .endlessLoop)
    }

    /// Not even the agent answers.
    func hang(doing what: String) async throws -> Incident {
        if let report = Self.report(in: machine.console) { return Incident(report) }
        let moments = try await machine.samples(Patience.hangSamples)
        let samples = moments.flatMap { $0 }
        guard let processors = moments.first?.indices else { throw MachineError.nonsense("it has no registers") }
        let isStuck = processors.contains { number in
            moments.allSatisfy { $0.indices.contains(number) && !$0[number].isHalted && $0[number].privilege != 3 }
        }
        // It is no silence: an answer has begun, and its rest does not come.
        if !isStuck, machine.isInMessage { throw MachineError.unreadable(.truncated) }
        if samples.allSatisfy(\.isHalted) {
            return Incident(
                "the whole machine hangs while \(what): everything in it waits", symptom: .hung,
                mistake: .deadlock)
        }
        guard isStuck else {
            return Incident(
                "the machine does not answer while \(what), although it runs: the process that answers for it waits",
                symptom: .hung)
        }
        let place = try await busyPlace(samples)
        return Incident(
            "the processor is in the kernel all the time while \(what), and lets nothing else run: an endless loop, or a "
                + "spinlock that is never released",
            actual: place.map { _ in "called from the module" }, symptom: .hung, place: place,
            // Where no call of the module is under way, it is no command that does not end.
            mistake: place.map { _ in .endlessLoop })
    }

    // MARK: - A process that was stopped

    /// Whether a process is in the state of one that a signal has stopped, or one that is traced (proc(5): T, t). No
    /// target, and nobody else in the machine, stops a process.
    func isStopped(_ pid: Int32) async throws -> Bool {
        guard let stat = try await read("/proc/\(pid)/stat") else { return false }
        // The letter follows the name in parentheses, which may itself hold any character.
        let rest = stat.lastIndex(of: UInt8(ascii: ")")).map { stat[($0 + 1)...].drop { $0 == 0x20 } }
        return rest?.first.map { Self.isStopped(String(UnicodeScalar($0))) } ?? false
    }

    /// Whether a letter of /proc/PID/stat says so.
    static func isStopped(_ state: String) -> Bool { state == "T" || state == "t" }

    /// What to report of such a process.
    static func stopped(doing what: String) -> Incident {
        Incident(
            "it stopped the target: the process was stopped by a signal while \(what)",
            actual: "its state is “stopped”", symptom: .hung, mistake: .targetStopped)
    }

    // MARK: - Where the processor is

    /// Where the kernel puts the code of modules (Documentation/x86/x86_64/mm.rst, with CONFIG_RANDOMIZE_BASE).
    private static let moduleSpace: Range<UInt64> = 0xffff_ffff_c000_0000..<0xffff_ffff_ff00_0000
    /// Whether this is the module's code. Where that lies is not known while the module is being loaded; it is the only
    /// module that is loaded then.
    private func isModule(_ address: UInt64) -> Bool {
        let code = state.withLock { $0.code }
        return code.isEmpty ? Self.moduleSpace.contains(address) : code.place(of: address) != nil
    }

    /// The place in the module where the samples found the processor, or from which it has gone to where it is.
    private func busyPlace(_ samples: [Machine.Registers]) async throws -> Incident.Place? {
        if let place = place(in: samples) { return place }
        let code = state.withLock { $0.code }
        return try await machine.whileStopped { [memory = machine.memory] samples in
            for sample in samples where !sample.isHalted {
                // An address to return to follows the call.
                let callers = Self.stack(sample, memory).lazy.compactMap { code.place(of: $0 &- 1) }
                if let place = callers.first { return place }
            }
            return nil
        }
    }

    private func place(in samples: [Machine.Registers]) -> Incident.Place? {
        let code = state.withLock { $0.code }
        return samples.lazy.compactMap { code.place(of: $0.instructionPointer) }.first
    }

    /// Bytes of a kernel stack: four pages, aligned to their size (arch/x86/include/asm/page_64_types.h: THREAD_SIZE).
    private static let stackSize = 4 * PagingLevel.pte.entrySpan

    /// The words on a processor's kernel stack, the innermost first. Among the addresses to return to are what earlier
    /// calls left there.
    private static func stack(_ sample: Machine.Registers, _ memory: GuestMemory) -> [UInt64] {
        let space = AddressSpace(cr3: sample.cr3, cr4: sample.cr4)
        let end = (sample.stackPointer | (stackSize - 1)) &+ 1
        let words = stride(from: sample.stackPointer / 8 * 8, to: max(end, sample.stackPointer), by: 8)
        return words.compactMap { address in
            PageWalk(VirtualAddress(address), in: space, memory: memory).physical.flatMap { memory.word(at: $0) }
        }
    }
}
