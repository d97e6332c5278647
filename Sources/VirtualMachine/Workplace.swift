import FoundationEssentials
import Glibc

/// Where the product's own files are, and where its caches go.
package struct Workplace: Sendable {
    /// The folder with `labs/` in it.
    package let home: String
    /// The folder of the running executable, where the agent lies beside it.
    package let programs: String
    /// `$XDG_CACHE_HOME/mtest-grader`.
    package let cache: String

    /// The labs are not where they are looked for. The machine's.
    package struct Flaw: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Finds the labs above the executable, or in `MTEST_HOME`.
    ///
    /// - Throws: ``Flaw``.
    package static func find() throws(Flaw) -> Workplace {
        let cache = KernelCatalogue.defaultFolder.split(separator: "/").dropLast().joined(separator: "/")
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let programs = executable.split(separator: "/").dropLast().joined(separator: "/")
        var candidates: [String] = []
        if let home = ProcessInfo.processInfo.environment["MTEST_HOME"] { candidates.append(home) }
        var parts = executable.split(separator: "/")
        while !parts.isEmpty {
            parts.removeLast()
            candidates.append("/" + parts.joined(separator: "/"))
        }
        for home in candidates where FileManager.default.fileExists(atPath: "\(home)/labs/targets/test.c") {
            return Workplace(home: home, programs: "/" + programs, cache: "/" + cache)
        }
        throw Flaw(
            description: "the labs are not found above \(executable): set MTEST_HOME to the folder that holds labs/")
    }

    /// A name for a folder of this process that is nobody else's; what killed graders left of theirs is swept up.
    package func runFolder() -> String {
        let runs = "\(cache)/runs"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? [] {
            let owner = name.split(separator: "-").first.flatMap { pid_t($0) }
            guard let owner, kill(owner, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(atPath: "\(runs)/\(name)")
        }
        return "\(runs)/\(getpid())-\(UInt32.random(in: 0 ... .max))"
    }

    /// The agent, which is built beside the grader; `MTEST_AGENT` names another.
    package var agent: String {
        ProcessInfo.processInfo.environment["MTEST_AGENT"] ?? "\(programs)/guest-agent"
    }

    /// The frozen machine of the basic checks, or of a configuration that `changing` makes of it; made when it is not in
    /// the cache.
    package func machine(
        _ kernel: Kernel, changing: (inout MachineConfiguration) -> Void = { _ in },
        progress: @escaping @Sendable (String) -> Void
    ) async throws -> FrozenMachine {
        guard access(agent, R_OK) == 0 else {
            throw Flaw(description: "the guest's agent is missing (\(agent)): run `make build`")
        }
        let targets = try await TargetPrograms.compiled(from: "\(home)/labs/targets", cache: "\(cache)/targets")
        let parts = MachineParts(kernel: kernel, agent: agent, targets: targets)
        let machines = "\(cache)/machines"
        let accelerator = try await AcceleratorProbe.choose(parts, cache: cache, progress: progress)
        var configuration = MachineConfiguration(accelerator: accelerator)
        changing(&configuration)
        return try await FrozenMachine.obtain(parts, configuration, cache: machines, progress: progress)
    }
}
