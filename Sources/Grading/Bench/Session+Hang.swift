import AgentProtocol
import KernelLog
import Paging
import Synchronization
import VirtualMachine

/// Why not even the agent answers: samples of the processors show it from outside.
extension Session {
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
    func busyPlace(_ samples: [Machine.Registers]) async throws -> Incident.Place? {
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
