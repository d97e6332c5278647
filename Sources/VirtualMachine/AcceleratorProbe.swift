import AgentProtocol
import FoundationEssentials
import Glibc
import StableHash

/// Finds out once whether KVM works on this host: a /dev/kvm may open and answer, and still hang a guest.
package enum AcceleratorProbe {
    /// KVM if a machine was seen to boot with it, else TCG. The answer is kept for this host kernel and QEMU.
    ///
    /// - Throws: ``MachineError`` when the machine's files cannot be written; `CancellationError`.
    package static func choose(_ parts: MachineParts, cache: String, progress: @Sendable (String) -> Void) async throws
        -> MachineConfiguration.Accelerator
    {
        guard access("/dev/kvm", R_OK | W_OK) == 0 else { return .tcg }
        let note = "\(cache)/accelerator-\(key)"
        if let text = try? String(contentsOfFile: note, encoding: .utf8) { return .init(rawValue: text) ?? .tcg }
        progress("trying KVM, once on this machine")
        try? FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        let accelerator: MachineConfiguration.Accelerator = try await boots(parts, cache) ? .kvm : .tcg
        try? accelerator.rawValue.write(toFile: note, atomically: true, encoding: .utf8)
        return accelerator
    }

    private static var key: String {
        var hash = StableHash()
        for file in ["/etc/machine-id", "/proc/sys/kernel/osrelease"] {
            hash.add((try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
        }
        var status = stat()
        _ = stat(QEMUProcess.program, &status)
        hash.add("\(status.st_size) \(status.st_mtim.tv_sec)")
        return hash.text
    }

    private static func boots(_ parts: MachineParts, _ cache: String) async throws -> Bool {
        let configuration = MachineConfiguration(accelerator: .kvm)
        let draft = OwnedFolder(in: "\(cache)/machines", prefix: FrozenMachine.draft)
        defer { draft.remove() }
        let folder = draft.path
        let initramfs = "\(folder)/initramfs"
        let ram = "\(folder)/ram"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(try await parts.initramfs()).write(to: URL(filePath: initramfs))
        } catch let error as MachineError {
            throw error
        } catch {
            throw MachineError.file(path: folder, reason: "cannot be written: is the disk full?")
        }
        do {
            let machine = try await blocking {
                try Machine(
                    configuration,
                    arguments: configuration.arguments(
                        kernel: parts.kernel.image, initramfs: initramfs, ram: ram, isClone: false), ram: ram)
            }
            defer { machine.kill() }
            if case .done = try await machine.ask(.ping, seconds: Patience.acceleratorProbe) { return true }
        } catch {
            // A probe that was cancelled has no answer to keep.
            try Task.checkCancellation()
        }
        return false
    }
}
