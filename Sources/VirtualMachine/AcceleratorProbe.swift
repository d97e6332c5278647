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
        if obstacle() != nil { return .tcg }
        let note = "\(cache)/accelerator-\(key)"
        if let known = known(note) { return known }
        progress("trying KVM, once on this machine")
        try? FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        let accelerator: MachineConfiguration.Accelerator = try await boots(parts, cache) ? .kvm : .tcg
        try? accelerator.rawValue.write(toFile: note, atomically: true, encoding: .utf8)
        return accelerator
    }

    /// What machines run with here, and why, as a sentence for people; no machine is tried.
    ///
    /// - Parameter cache: The folder in which ``choose(_:cache:progress:)`` keeps its answer.
    /// - Returns: half a sentence that begins with the accelerator's name.
    package static func explanation(cache: String) -> String {
        if let obstacle = obstacle() { return "TCG, which translates: \(obstacle.description)" }
        return switch known("\(cache)/accelerator-\(key)") {
        case .kvm: "KVM: a machine was seen to boot with it"
        case .tcg: "TCG, which translates: /dev/kvm is there, and a machine that was tried with it did not boot"
        case nil: "KVM will be tried when the first machine boots; TCG, which translates, serves where it fails"
        }
    }

    /// Why KVM is not even tried.
    enum Obstacle: Sendable, Equatable, CustomStringConvertible {
        /// There is no /dev/kvm.
        case absent
        /// It may not be opened by this user.
        case denied
        /// The processor has no virtualization: what answers at /dev/kvm runs only kernels that were made for it, and others
        /// not in hours (measured with kvm_pvm: a quarter of a million instructions a second).
        case noVirtualization

        var description: String {
            switch self {
            case .absent: "there is no /dev/kvm"
            case .denied: "/dev/kvm may not be opened by you: `sudo usermod -aG kvm $USER`, then log in again"
            case .noVirtualization:
                "the processor shows neither vmx nor svm (/proc/cpuinfo), so KVM here runs only kernels made for it"
            }
        }
    }

    /// The first of them.
    static func obstacle(
        device: String = "/dev/kvm",
        processor: String = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    ) -> Obstacle? {
        guard access(device, F_OK) == 0 else { return .absent }
        guard access(device, R_OK | W_OK) == 0 else { return .denied }
        let flags = processor.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
        return flags.split(separator: " ").contains { $0 == "vmx" || $0 == "svm" } ? nil : .noVirtualization
    }

    private static func known(_ note: String) -> MachineConfiguration.Accelerator? {
        (try? String(contentsOfFile: note, encoding: .utf8)).map { .init(rawValue: $0) ?? .tcg }
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
