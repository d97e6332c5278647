import AgentProtocol
import Glibc
import TargetProtocol

@testable import VirtualMachine

extension Machine {
    /// QEMU's own translation of virtual addresses of a target (`gva2gpa`): a third opinion beside ours and the kernel's.
    ///
    /// The target spins in user mode meanwhile, so that the processor's tables are its tables.
    ///
    /// - Returns: the physical address of each, nil where QEMU finds none.
    func translations(of addresses: [UInt64], inTarget pid: Int32) async throws -> [UInt64?] {
        let magic = UInt64.random(in: 1 << 62 ... .max)
        guard
            case .line(TargetReply.spinning.line) = try await ask(
                .send(pid: pid, line: TargetRequest.spin(magic: magic).line, patience: Patience.spin))
        else { throw MachineError.noAddressSpace(pid: pid) }
        var answers: [UInt64?]?
        for _ in 0..<Patience.spinSamples where answers == nil {
            answers = try await whileStopped { registers in
                guard registers.contains(where: { $0.privilege == 3 && $0.r12 == magic }) else { return nil }
                return try addresses.map { try self.translation(of: $0) }
            }
        }
        _ = try await ask(.signal(pid: pid, number: SIGUSR1))
        guard let answers else { throw MachineError.noAddressSpace(pid: pid) }
        return answers
    }

    private func translation(of address: UInt64) throws -> UInt64? {
        let line = "gva2gpa 0x\(String(address, radix: 16))"
        // `gpa: 0x1234`, or `Unmapped`.
        let text = try qmp(.monitor(line))
        guard let digits = text.split(separator: "x").dropFirst().first else { return nil }
        return UInt64(digits.prefix { $0.isHexDigit }, radix: 16)
    }
}
