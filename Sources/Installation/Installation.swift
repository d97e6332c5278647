import Console
import FoundationEssentials
import Glibc
package import TargetProtocol
package import VirtualMachine

/// What is installed: the labs, the programs beside the running one, and the caches with kernels and machines.
///
///     let installation = try Installation.find { progress.show($0) }
///     let kernel = try await installation.kernel()
///     let machine = try await installation.machines(kernel).machine()
package struct Installation: Sendable {
    /// The folder that holds `labs/`.
    package let home: String
    /// The folder of the running executable; the guest's agent is beside it.
    package let programs: String
    /// The cache of this user: `$XDG_CACHE_HOME/mtest-grader`, or `~/.cache/mtest-grader`.
    package let cache: String
    /// Receives a short sentence for each step that takes a while.
    package let progress: @Sendable (String) -> Void

    /// Receives a sentence about something that went wrong on this machine and was mended; by default it goes to standard
    /// error.
    package var warn: @Sendable (String) -> Void = { ConsoleStream.errors.write("grader: \($0)\n") }

    /// Something of the installation is missing. Never the student's fault.
    package struct Missing: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Finds the labs in `home` if that is given, or else above the running executable.
    ///
    /// - Parameters:
    ///   - home: The folder that holds `labs/`; without it what the environment has in `MTEST_HOME`.
    ///   - progress: Receives a short sentence for each step that takes a while.
    /// - Returns: The installation with these labs.
    /// - Throws: ``Missing``, also if `home` has no labs: those of another folder would give marks that the instructor did
    ///   not write.
    package static func find(
        home: String? = ProcessInfo.processInfo.environment["MTEST_HOME"],
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(Missing) -> Installation {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        var candidates: [String] = []
        var parts = executable.split(separator: "/").dropLast()
        let programs = "/" + parts.joined(separator: "/")
        if let home, !home.isEmpty {
            guard hasLabs(home) else {
                throw Missing(
                    description:
                        "set MTEST_HOME to the folder that holds labs/: it is \(home), and \(home)/\(landmark) is not there"
                )
            }
            candidates.append(home)
        }
        while !parts.isEmpty {
            candidates.append("/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        for home in candidates where hasLabs(home) {
            return Installation(home: home, programs: programs, cache: UserCache.folder, progress: progress)
        }
        throw Missing(
            description: "the labs are not found above \(executable): set MTEST_HOME to the folder that holds labs/")
    }

    /// A file that is in every folder with labs.
    private static let landmark = "labs/targets/test.c"

    private static func hasLabs(_ home: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(home)/\(landmark)")
    }

    // MARK: - Labs

    /// The folder of the labs.
    package var labs: String { "\(home)/labs" }

    /// The folder of the target programs' sources.
    package var targets: String { "\(labs)/targets" }

    /// The places and verbs of a target program.
    ///
    /// - Throws: `TargetManifest.Missing`.
    package func manifest(of program: String) throws(TargetManifest.Missing) -> TargetManifest {
        try TargetManifest(program: program, folder: targets)
    }

    // MARK: - Kernels and machines

    /// The kernels of this user.
    package var kernels: KernelCatalogue { .ofUser }

    /// The kernel that is graded on, fetched when there is none.
    ///
    /// - Throws: as ``KernelCatalogue/defaultKernel(progress:)``.
    package func kernel() async throws -> Kernel { try await kernels.defaultKernel(progress: progress) }

    /// The machines that boot `kernel`.
    package func machines(_ kernel: Kernel, progress: (@Sendable (String) -> Void)? = nil) -> FrozenMachines {
        FrozenMachines(self, kernel, progress: progress ?? self.progress)
    }

    /// The guest's agent, which is built beside the grader; `MTEST_AGENT` names another.
    package var agent: String {
        ProcessInfo.processInfo.environment["MTEST_AGENT"] ?? "\(programs)/guest-agent"
    }

    // MARK: - Folders for a run

    /// The path of a new folder that only this process uses; it is not made yet. Folders of processes that have ended
    /// without removing theirs are removed: at the first call of a process, by their locks (``OwnedFolder``).
    package func runFolder() -> String { RunFolders.next(in: "\(cache)/runs") }
}
