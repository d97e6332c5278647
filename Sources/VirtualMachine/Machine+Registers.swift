import AgentProtocol
import Glibc
package import Paging
import TargetProtocol

extension Machine {
    /// Registers of a processor, as far as a walk or a diagnosis needs them.
    package struct Registers: Sendable, Hashable {
        /// RIP: the address of the next instruction.
        package let instructionPointer: UInt64
        /// RSP.
        package let stackPointer: UInt64
        /// A register that a spinning target keeps a number in.
        package let r12: UInt64
        /// The physical address of the top page table, with flags in its low bits.
        package let cr3: UInt64
        /// Flags, among them LA57 (bit 12): five levels.
        package let cr4: UInt64
        /// Current privilege level: 3 in user mode.
        package let privilege: UInt64
        /// Whether the processor waits for an interrupt, with nothing to do.
        package let isHalted: Bool
    }

    /// Stops all processors, reads their registers, and runs `body` with them while nothing in the guest moves. The machine
    /// goes on afterwards, also when that throws.
    ///
    /// - Throws: ``MachineError``, and what `body` throws.
    package func whileStopped<Value: Sendable>(_ body: @Sendable @escaping ([Registers]) throws -> Value) async throws
        -> Value
    {
        try await blocking {
            try self.whileStopped { try body(Self.registers(in: try self.qmp(.registers))) }
        }
    }

    /// Reads the text of `info registers -a`: `NAME=hex` fields, a block for each processor.
    static func registers(in text: String) -> [Registers] {
        text.split(separator: "CPU#").dropFirst(text.hasPrefix("CPU#") ? 0 : 1).compactMap { block in
            func field(_ name: String) -> UInt64? {
                guard let range = firstRange(of: name + "=", in: block) else { return nil }
                return UInt64(block[range...].prefix { $0.isHexDigit }, radix: 16)
            }
            guard let rip = field("RIP"), let rsp = field("RSP"), let r12 = field("R12"), let cr3 = field("CR3"),
                let cr4 = field("CR4"),
                let privilege = field("CPL")
            else { return nil }
            return Registers(
                instructionPointer: rip, stackPointer: rsp, r12: r12, cr3: cr3, cr4: cr4, privilege: privilege,
                isHalted: field("HLT") == 1)
        }
    }

    private static func firstRange(of name: String, in text: Substring) -> Substring.Index? {
        var rest = text
        while let start = rest.firstIndex(of: name.first ?? "=") {
            if rest[start...].hasPrefix(name) { return rest.index(start, offsetBy: name.count) }
            rest = rest[rest.index(after: start)...]
        }
        return nil
    }

    /// The address space of a target. The target spins in user mode with a random number in r12, and the processor that
    /// shows that number shows the target's CR3. No kernel structure is trusted for it.
    ///
    /// - Throws: ``MachineError/noProcess(pid:)`` when the target has ended, ``MachineError/noAddressSpace(pid:)`` when it
    ///   is not found, and the other errors of ``ask(_:seconds:)``.
    package func addressSpace(of pid: Int32) async throws -> AddressSpace {
        let magic = UInt64.random(in: 1 << 62 ... .max)
        switch try await ask(.send(pid: pid, line: TargetRequest.spin(magic: magic).line, patience: Patience.spin)) {
        case .line(TargetReply.spinning.line): break
        case .exited, .failed(errno: ESRCH): throw MachineError.noProcess(pid: pid)
        default: throw MachineError.noAddressSpace(pid: pid)
        }
        var found: AddressSpace?
        for _ in 0..<Patience.spinSamples where found == nil {
            found = try await whileStopped { [isIsolated = configuration.isIsolated] registers in
                registers.first { $0.privilege == 3 && $0.r12 == magic }.map {
                    AddressSpace(cr3: $0.cr3, cr4: $0.cr4, isolated: isIsolated)
                }
            }
        }
        _ = try await ask(.signal(pid: pid, number: SIGUSR1))
        if let found { return found }
        throw try await hasNoProcessor()
            ? MachineError.starved(waitingFor: .guest) : MachineError.noAddressSpace(pid: pid)
    }

    /// Whether a machine that has something to do gets less than a quarter of a processor from the host.
    private func hasNoProcessor() async throws -> Bool {
        let (start, busy) = (ContinuousClock.now, processorSeconds)
        try await run(forMilliseconds: Patience.processorSample)
        let (elapsed, used) = ((ContinuousClock.now - start) / .seconds(1), processorSeconds - busy)
        // What the guest sends meanwhile ends the sample: it runs.
        guard elapsed * 1000 >= Double(Patience.processorSample), used < elapsed / 4 else { return false }
        return try await whileStopped { registers in !registers.allSatisfy(\.isHalted) }
    }
}
