import FoundationEssentials

/// What a disposable machine needs of a kernel, looked up in its configuration before an attempt to boot it: a kernel
/// without it is silent, and silence has no reason in it.
struct MachineNeeds {
    private let options: [Substring: Substring]
    private let modules: String

    /// Of the kernel with this kbuild folder, and the folder `lib/modules/RELEASE` of its modules.
    init(headers: String, modules: String) {
        self.init(
            configuration: (try? String(contentsOfFile: "\(headers)/.config", encoding: .utf8)) ?? "", modules: modules)
    }

    init(configuration: String, modules: String) {
        var options: [Substring: Substring] = [:]
        for line in configuration.split(separator: "\n") where line.hasPrefix("CONFIG_") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            options[line[..<equals]] = line[line.index(after: equals)...]
        }
        self.options = options
        self.modules = modules
    }

    /// Options that have to be built in, and what each is for.
    private static let builtIn = [
        ("CONFIG_X86_64", "makes it a kernel of 64 bits"),
        ("CONFIG_MODULES", "lets a module be loaded"),
        ("CONFIG_BLK_DEV_INITRD", "lets the machine start from its initramfs"),
        ("CONFIG_BINFMT_ELF", "lets programs run"),
        ("CONFIG_PROC_FS", "has /proc/mtest"),
        ("CONFIG_PRINTK", "has the kernel log, which is where answers are read"),
        ("CONFIG_TTY", "has consoles"),
        ("CONFIG_SERIAL_8250_CONSOLE", "has the console that reports of crashes come by"),
        ("CONFIG_DEVTMPFS", "has the devices that the agent opens"),
        ("CONFIG_PCI", "has the bus of the machine"),
    ]

    /// Options that may also be modules, with the names of these.
    private static let either = [
        ("CONFIG_VIRTIO_PCI", "virtio_pci", "the bus of virtio"),
        ("CONFIG_VIRTIO_CONSOLE", "virtio_console", "virtio's console, by which the grader talks to the machine"),
    ]

    /// - Throws: `KernelCatalogueError.notBuilt`, `.noModules`. A configuration that says nothing is let pass: the boot
    ///   decides.
    func require() throws(KernelCatalogueError) {
        guard !options.isEmpty else { return }
        for (option, what) in Self.builtIn where options[option[...]] != "y" {
            throw .notBuilt(option: option, what: what)
        }
        for (option, module, what) in Self.either {
            guard let value = options[option[...]] else {
                throw .notBuilt(option: option, what: "is \(what)")
            }
            if value == "m", !isThere(module) { throw .noModules(what: what, modules: modules) }
        }
    }

    /// Whether the folder has the module, packed or not. Names in `modules.order` have no endings of packers.
    private func isThere(_ module: String) -> Bool {
        let order = (try? String(contentsOfFile: "\(modules)/modules.order", encoding: .utf8)) ?? ""
        guard let line = order.split(separator: "\n").first(where: { $0.hasSuffix("/\(module).ko") }) else {
            return false
        }
        return ["", ".xz", ".zst", ".gz"].contains { FileStatus(of: "\(modules)/\(line)\($0)") != nil }
    }
}
