import FoundationEssentials
import Glibc
import StableHash
package import VirtualMachine

/// One compilation of the strict kernel into a catalogue: a small kernel that tells what the usual one lets pass, from
/// Debian's sources and the configuration in the project's `kernel/strict`.
///
/// It takes some ten minutes of the processor. What is compiled stays in a folder of its own until the kernel is entered:
/// a build that was stopped or killed is gone on with.
package struct StrictBuild: Sendable {
    /// What it takes at the most, in bytes: 140 MB of package, 1.4 GB of sources, 0.6 GB of objects were seen.
    static let spaceNeeded = 2600 << 20

    private let catalogue: KernelCatalogue
    private let configuration: StrictConfiguration
    private let progress: @Sendable (String) -> Void

    /// A build into `catalogue`, with the configuration of the project in the folder `home`; `progress` is told what is
    /// being done, a short sentence at a time.
    ///
    /// - Throws: ``StrictBuildError`` where the configuration is not there.
    package init(
        _ catalogue: KernelCatalogue, home: String, progress: @escaping @Sendable (String) -> Void
    ) throws(StrictBuildError) {
        self.catalogue = catalogue
        configuration = try StrictConfiguration(folder: "\(home)/kernel/strict")
        self.progress = progress
    }

    private var workshop: String { "\(catalogue.folder)/.strict" }
    private var tree: String { "\(workshop)/linux" }

    /// Compiles the kernel that Debian's present sources give, and enters it.
    ///
    /// - Parameter proof: Tries the kernel before it is entered; what it throws is thrown, and nothing is entered.
    /// - Returns: The kernel, and whether it was there already.
    /// - Throws: ``StrictBuildError``, `KernelFetchError`, `KernelCatalogueError`, `CancellationError`, a file error, what
    ///   `proof` throws. What was compiled is kept.
    package func run(
        proof: (Kernel) async throws -> Void = { _ in }
    ) async throws -> (kernel: Kernel, isNew: Bool) {
        try StrictTools.require()
        do { try FileManager.default.createDirectory(atPath: workshop, withIntermediateDirectories: true) } catch {
            throw KernelCatalogueError.folderUnusable(folder: catalogue.folder, reason: "it cannot be written to")
        }
        let lock = try await FolderLock.acquire(in: workshop) {
            progress("waiting for another grader that compiles the strict kernel")
        }
        defer { withExtendedLifetime(lock) {} }
        guard let mark = try await prepared() else { return (try catalogue.strictKernel(), false) }
        try await StrictCompilation(tree: tree, progress: progress).run(configuration)
        let kernel = try await enter(mark, proof)
        try? FileManager.default.removeItem(atPath: tree)
        return (kernel, true)
    }

    // MARK: - The sources

    private var stampFile: String { "\(tree)/.stamp" }

    /// What the tree was unpacked for; nil where there is none, or not all of it.
    private var stamp: String? { try? String(contentsOfFile: stampFile, encoding: .utf8) }

    /// Has the sources of now unpacked in the tree.
    ///
    /// - Returns: what the kernel is made of; nil where exactly that is in the catalogue.
    private func prepared() async throws -> String? {
        let source = StrictSource(lists: "\(catalogue.folder)/.lists", progress: progress)
        do {
            let finding = try await source.found()
            let mark = configuration.mark(of: finding.record.version)
            if catalogue.strict(made: mark) != nil { return nil }
            if stamp != mark { try await start(finding, source, mark) }
            return mark
        } catch KernelFetchError.offline(let detail) {
            // Sources that are unpacked need no network.
            guard let stamp, configuration.isMark(stamp) else { throw KernelFetchError.offline(detail: detail) }
            return stamp
        }
    }

    private func start(_ finding: StrictSource.Finding, _ source: StrictSource, _ mark: String) async throws {
        try? FileManager.default.removeItem(atPath: tree)
        var space = statvfs()
        if statvfs(workshop, &space) == 0 {
            let free = Int(clamping: UInt64(space.f_bavail) * UInt64(space.f_frsize))
            guard free >= Self.spaceNeeded else {
                throw KernelFetchError.noSpace(folder: workshop, needed: Self.spaceNeeded, available: free)
            }
        }
        try await source.unpack(finding, in: workshop)
        // Last, so that a tree with it is whole.
        try Data(mark.utf8).write(to: URL(filePath: stampFile), options: .atomic)
    }

    // MARK: - The entry

    private func enter(_ mark: String, _ proof: (Kernel) async throws -> Void) async throws -> Kernel {
        progress("entering the strict kernel")
        let draft = "\(workshop)/entry"
        try? FileManager.default.removeItem(atPath: draft)
        let manifest = try StrictTree(source: tree).copied(into: draft, made: mark)
        try configuration.amend("\(draft)/headers")
        try manifest.write(to: draft)
        try await proof(manifest.kernel(in: draft))

        let lock = try await catalogue.lock(progress: progress)
        defer { withExtendedLifetime(lock) {} }
        let entry = "\(catalogue.folder)/\(manifest.release)"
        let former = "\(workshop)/former"
        try? FileManager.default.removeItem(atPath: former)
        sync()
        if FileStatus(of: entry) != nil { _ = rename(entry, former) }
        guard rename(draft, entry) == 0 else {
            let reason = String(cString: strerror(errno))
            _ = rename(former, entry)
            throw KernelCatalogueError.folderUnusable(folder: catalogue.folder, reason: reason)
        }
        try? FileManager.default.removeItem(atPath: former)
        for other in try catalogue.listed() where other.isStrict && other.kernel.release != manifest.release {
            // An older one would be a second that nobody names.
            try? FileManager.default.removeItem(atPath: other.kernel.folder)
        }
        return manifest.kernel(in: entry)
    }
}
