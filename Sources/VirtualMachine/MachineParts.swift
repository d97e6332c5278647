import FoundationEssentials
import Glibc
import StableHash

/// The files that a machine is made from.
package struct MachineParts: Sendable {
    /// The kernel to boot, with its modules.
    package var kernel: Kernel
    /// Host path of the agent, a static executable.
    package var agent: String
    /// Target programs: name in the guest's `/targets/`, host path of a static executable.
    package var targets: [String: String]

    /// The parts as they are; files are read when a machine is made.
    package init(kernel: Kernel, agent: String, targets: [String: String]) {
        self.kernel = kernel
        self.agent = agent
        self.targets = targets
    }

    /// The drivers of the port to the host, without which nothing can be asked of a machine.
    private static let port = ["virtio_pci", "virtio_console"]
    /// Swap, and a disk.
    private static let devices = ["zram"]

    /// The root file system of the machine.
    ///
    /// - Throws: ``MachineError/noDriver(_:kernel:modules:)``, ``MachineError/file(path:reason:)``; `CancellationError`.
    func initramfs() async throws -> [UInt8] {
        var image = Initramfs()
        image.add("init", try Self.read(agent), mode: 0o755)
        for folder in ["proc", "sys", "dev", "tmp"] { image.add("\(folder)/.keep", []) }
        let modules = KernelModules(kernel.modules)
        if let missing = Self.port.first(where: { !modules.has($0) }) {
            throw MachineError.noDriver(missing, kernel: kernel.release, modules: kernel.modules)
        }
        var order = ""
        // A check that needs a driver which is neither there nor built in says so.
        let drivers = Self.port + [kernel.compressor].compactMap { $0 } + Self.devices
        for module in try await modules.closure(of: drivers) {
            image.add("modules/\(module.name).ko", module.content)
            order += "\(module.name).ko\n"
        }
        image.add("modules/order", Array(order.utf8))
        for (name, path) in targets.sorted(by: { $0.key < $1.key }) {
            image.add("targets/\(name)", try Self.read(path), mode: 0o755)
        }
        return image.finished()
    }

    /// The format of a frozen machine's folder: raised when an older grader's folder cannot be used any more.
    private static let formatVersion = 7

    /// A key that changes whenever a machine frozen from these parts would change: it has the sizes and modification times
    /// of the files, as make(1) uses them, and everything else by value.
    func key(_ configuration: MachineConfiguration) -> String {
        var hash = StableHash()
        hash.add(
            "\(Self.formatVersion) \(configuration.accelerator) \(configuration.memory) \(configuration.processors)")
        hash.add("\(configuration.depth) \(configuration.commandLine)")
        hash.add(configuration.arguments(kernel: "", initramfs: "", ram: "", isClone: false).joined(separator: " "))
        for path in [QEMUProcess.program, kernel.image, "\(kernel.modules)/modules.order", agent]
            + targets.sorted(by: { $0.key < $1.key }).map(\.value)
        {
            var status = stat()
            _ = stat(path, &status)
            hash.add("\(path) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec) \(status.st_ino)")
        }
        return hash.text
    }

    static func read(_ path: String) throws(MachineError) -> [UInt8] {
        do { return try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) } } catch {
            throw .file(path: path, reason: "cannot be read")
        }
    }
}
