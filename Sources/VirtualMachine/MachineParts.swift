import FoundationEssentials
import Glibc

/// The files that a machine is made from.
package struct MachineParts: Sendable {
    /// The kernel to boot, with its modules.
    package var kernel: Kernel
    /// Host path of the agent, a static executable.
    package var agent: String
    /// Target programs: name in the guest's `/targets/`, host path of a static executable.
    package var targets: [String: String]

    package init(kernel: Kernel, agent: String, targets: [String: String]) {
        self.kernel = kernel
        self.agent = agent
        self.targets = targets
    }

    /// Modules that the agent loads before it listens, in the order of their dependencies; paths below
    /// `lib/modules/RELEASE/kernel/`.
    static let modules = [
        "drivers/virtio/virtio_ring.ko", "drivers/virtio/virtio.ko", "drivers/virtio/virtio_pci_legacy_dev.ko",
        "drivers/virtio/virtio_pci_modern_dev.ko", "drivers/virtio/virtio_pci.ko", "drivers/char/virtio_console.ko",
        // Swap, and a disk.
        "mm/zsmalloc.ko", "crypto/lzo-rle.ko", "drivers/block/zram/zram.ko",
    ]

    /// The root file system of the machine.
    func initramfs() throws(MachineError) -> [UInt8] {
        var image = Initramfs()
        image.add("init", try Self.read(agent), mode: 0o755)
        for folder in ["proc", "sys", "dev", "tmp"] { image.add("\(folder)/.keep", []) }
        var order = ""
        for module in Self.modules {
            let name = String(module.split(separator: "/").last ?? "")
            // Kernels differ in what is built in; a check that needs what is missing says so.
            guard access("\(kernel.modules)/kernel/\(module)", R_OK) == 0 else { continue }
            image.add("modules/\(name)", try Self.read("\(kernel.modules)/kernel/\(module)"))
            order += name + "\n"
        }
        image.add("modules/order", Array(order.utf8))
        for (name, path) in targets.sorted(by: { $0.key < $1.key }) {
            image.add("targets/\(name)", try Self.read(path), mode: 0o755)
        }
        return image.finished()
    }

    /// A key that changes whenever a machine frozen from these parts would: sizes and modification times of the
    /// files, as make has it, and everything else by value.
    func key(_ configuration: MachineConfiguration) -> String {
        var hash = StableHash()
        hash.add("3 \(configuration.accelerator) \(configuration.memory) \(configuration.processors)")
        hash.add("\(configuration.depth) \(configuration.commandLine)")
        hash.add(configuration.arguments(kernel: "", initramfs: "", ram: "", isClone: false).joined(separator: " "))
        for path in [QEMUProcess.program, kernel.image, agent] + targets.sorted(by: { $0.key < $1.key }).map(\.value) {
            var status = stat()
            _ = stat(path, &status)
            hash.add("\(path) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec) \(status.st_ino)")
        }
        return hash.text
    }

    private static func read(_ path: String) throws(MachineError) -> [UInt8] {
        do { return try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) } } catch {
            throw .file(path: path, reason: "cannot be read")
        }
    }
}

/// FNV-1a, 64 bits: names cache entries of this user, where nobody looks for collisions on purpose.
package struct StableHash: Sendable {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    /// Mixes a text in, with an end mark so that neighbours do not run together.
    package mutating func add(_ text: String) {
        for byte in text.utf8 { mix(byte) }
        mix(0xff)
    }

    /// Sixteen hexadecimal digits.
    package var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
