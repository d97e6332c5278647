import AgentProtocol
import FoundationEssentials
import Installation
import ModuleBuild
import VirtualMachine
import Words

/// Whether a kernel can be graded on: a module is built for it, a machine boots, the module is loaded.
struct KernelTrial {
    let installation: Installation
    let kernel: Kernel

    /// What a kernel that can be graded on did.
    struct Finding: CustomStringConvertible {
        var build: Double
        var boot: Double

        var description: String {
            func text(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10) s" }
            return "a module builds in \(text(build)), a machine is ready in \(text(boot)) and loads it"
        }
    }

    /// Tries it; the machine stays in the cache for the first run.
    ///
    /// - Throws: ``Failure`` that says what the kernel, or this machine, lacks; `CancellationError`.
    func run() async throws -> Finding {
        let folder = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        installation.progress("building a module for \(kernel.release)")
        let start = ContinuousClock.now
        let module = try await build(in: folder)
        let built = ContinuousClock.now
        installation.progress("booting a machine with \(kernel.release)")
        let frozen = try await boot()
        let ready = ContinuousClock.now
        try await load(module, into: try await frozen.clone())
        return Finding(build: (built - start) / .seconds(1), boot: (ready - built) / .seconds(1))
    }

    private static let source = """
        #include <linux/module.h>
        static int __init probe_init(void) { return 0; }
        static void __exit probe_exit(void) { }
        module_init(probe_init);
        module_exit(probe_exit);
        MODULE_LICENSE("GPL");
        MODULE_DESCRIPTION("Tries a kernel");

        """

    private func build(in folder: String) async throws -> [UInt8] {
        let sources = "\(folder)/probe"
        try FileManager.default.createDirectory(atPath: sources, withIntermediateDirectories: true)
        try Data(Self.source.utf8).write(to: URL(filePath: "\(sources)/probe.c"))
        let builder = try ModuleBuilder(headers: kernel.headers, system: kernel.system, remembersCommands: false)
        let result = try await builder.build(try Submission.find(in: sources), into: "\(folder)/built")
        guard case .built(let module, _) = result.status else {
            let said = result.remarks.first { $0.severity == .error }?.message ?? "nothing says why"
            throw unfit(
                "no module builds for it (\(said.visibleLine)): give the headers of exactly this build, prepared with "
                    + "`make modules_prepare`")
        }
        return Array(try Data(contentsOf: URL(filePath: module)))
    }

    private func boot() async throws -> FrozenMachine {
        do { return try await installation.machines(kernel).machine() } catch MachineError.noBoot(_, let console) {
            throw unfit(Self.reason(of: console))
        }
    }

    /// Why a kernel does not come up, from what it said on the console.
    static func reason(of console: String) -> String {
        let lines = console.split(whereSeparator: \.isNewline).map(String.init)
        guard let last = lines.last(where: { !$0.allSatisfy(\.isWhitespace) }) else {
            return
                "it does not boot, and says nothing on the serial console: it may be built for other hardware than a PC of "
                + "QEMU's (CONFIG_SERIAL_8250_CONSOLE, CONFIG_ACPI)"
        }
        let panic = lines.last { $0.contains("Kernel panic") }
        return "it does not boot: \((panic ?? last).visibleLine)"
    }

    private func load(_ module: [UInt8], into machine: Machine) async throws {
        defer { machine.kill() }
        switch try await machine.ask(.load(module: module, parameters: "")) {
        case .done: return
        case .failed(let number):
            throw unfit(
                "it refuses a module that was built with these headers (\(errnoName(number))): image and headers are "
                    + "not of the same build, or it takes signed modules only (CONFIG_MODULE_SIG_FORCE)")
        default: throw unfit("its machine answers nonsense")
        }
    }

    private func unfit(_ reason: String) -> Failure {
        Failure(description: "the kernel \(kernel.release) cannot be graded on: \(reason)", status: 3)
    }
}
