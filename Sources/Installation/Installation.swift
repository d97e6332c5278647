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
    /// The folder that holds the installation's `labs/`.
    package let home: String
    /// Where the labs are read: the installation's, or others.
    package let labs: LabFolders
    /// The folder of the running executable; the guest's agent is beside it.
    package let programs: String
    /// The cache of this user: `$XDG_CACHE_HOME/mtest-grader`, or `~/.cache/mtest-grader`.
    package let cache: String
    /// Receives a short sentence for each step that takes a while.
    package let progress: @Sendable (String) -> Void

    /// Receives a sentence about something that went wrong on this machine and was mended; by default it goes to standard
    /// error.
    package var warn: @Sendable (String) -> Void = { ConsoleStream.errors.write("grader: \($0)\n") }

    /// Where machines get memory from.
    package var room: MemoryRoom

    /// What the kernel is called that is graded on, see ``KernelCatalogue/chosen(_:)``; nil where nobody names one on the
    /// command line.
    package var kernelName: String?

    /// Something of the installation is missing. Never the student's fault.
    package struct Missing: Error, Sendable, CustomStringConvertible {
        package let description: String
        /// Whether the caller named a folder of labs that is none.
        package var isAboutLabs = false
    }

    /// What is installed, from its places; the labs are those in `home` where no others are given.
    package init(
        home: String, labs: LabFolders? = nil, programs: String, cache: String,
        progress: @escaping @Sendable (String) -> Void
    ) {
        self.home = home
        self.labs = labs ?? LabFolders("\(home)/labs")
        self.programs = programs
        self.cache = cache
        self.progress = progress
        room = MemoryRoom(needs: ObservedNeeds(file: Self.needs(in: cache)))
    }

    /// The file that says what machines were seen to need, in a cache.
    private static func needs(in cache: String) -> String { "\(cache)/needs.json" }

    /// Shares the host's memory with other workers: by a ledger of theirs, where each machine has so many bytes without
    /// asking.
    package mutating func share(_ ledger: String, bytes: Int) {
        room = MemoryRoom(needs: room.needs, ledger: MemoryLedger(ledger), share: bytes)
    }

    /// Finds the labs in `home` if that is given, or else above the running executable.
    ///
    /// - Parameters:
    ///   - home: The folder that holds `labs/`; without it what the environment has in `MTEST_HOME`.
    ///   - labs: A folder of labs instead of those in `home`; without it what the environment has in `MTEST_LABS`.
    ///   - hidden: A folder of hidden checks. Nothing is read of the environment: only commands that grade may know them.
    ///   - progress: Receives a short sentence for each step that takes a while.
    /// - Returns: The installation with these labs.
    /// - Throws: ``Missing``, also if `home` has no labs: those of another folder would give marks that the instructor did
    ///   not write.
    package static func find(
        home: String? = ProcessInfo.processInfo.environment["MTEST_HOME"], labs: String? = nil, hidden: String? = nil,
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
            return Installation(
                home: home, labs: try folders(labs: labs, hidden: hidden, shared: "\(home)/labs"), programs: programs,
                cache: UserCache.folder, progress: progress)
        }
        throw Missing(
            description: "the labs are not found above \(executable): set MTEST_HOME to the folder that holds labs/")
    }

    /// A file that is in every folder with labs.
    private static let landmark = "labs/targets/test.c"

    private static func hasLabs(_ home: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(home)/\(landmark)")
    }

    /// The folders of labs that are asked for, or else those of the environment, or else `shared`.
    private static func folders(labs: String?, hidden: String?, shared: String) throws(Missing) -> LabFolders {
        let variable = ProcessInfo.processInfo.environment["MTEST_LABS"].flatMap { $0.isEmpty ? nil : $0 }
        func found(_ folder: String, by name: String) throws(Missing) -> String {
            let path = URL(filePath: folder).standardizedFileURL.path
            if let sentence = LabFolders.flaw(of: path, namedBy: name) {
                throw Missing(description: sentence, isAboutLabs: true)
            }
            return path
        }
        var own: String?
        if let labs {
            own = try found(labs, by: "--labs")
        } else if let variable {
            own = try found(variable, by: "MTEST_LABS")
        }
        var further: String?
        if let hidden { further = try found(hidden, by: "--hidden") }
        if let further, further == own ?? shared {
            throw Missing(
                description: "--hidden names the folder of the labs, \(further): "
                    + "hidden checks belong in a folder of their own", isAboutLabs: true)
        }
        return LabFolders(labs: own ?? shared, hidden: further, shared: shared)
    }

    // MARK: - Labs

    /// The target programs.
    package var targets: TargetPrograms { TargetPrograms(labs.targets) }

    /// The places and verbs of a target program.
    ///
    /// - Throws: `TargetManifest.Missing`.
    package func manifest(of program: String) throws(TargetManifest.Missing) -> TargetManifest {
        try targets.manifest(of: program)
    }

    // MARK: - Kernels and machines

    /// The kernels of this user.
    package var kernels: KernelCatalogue { .ofUser }

    /// The kernel that is graded on, fetched when there is none and nobody names one.
    ///
    /// - Throws: as ``KernelCatalogue/kernel(named:progress:)``.
    package func kernel() async throws -> Kernel { try await kernels.kernel(named: kernelName, progress: progress) }

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
