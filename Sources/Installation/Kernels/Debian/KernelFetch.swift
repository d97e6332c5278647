import FoundationEssentials
import Glibc

/// One fetch of a kernel of Debian's into a catalogue; the caller holds the catalogue's lock.
struct KernelFetch {
    /// What an entry and its making take at the most, in bytes: some 40 to 50 MiB of packages and 120 to 190 MiB unpacked
    /// were seen for 5.10 to 7.3; the rest, package lists among it, is an estimate.
    static let spaceNeeded = 320 << 20

    /// The kernel that the course was written on, which is fetched where nobody names another: that of Debian 12.
    static let usual = "bookworm"

    let catalogue: String
    let progress: @Sendable (String) -> Void

    /// Beside the destination, so that the final rename is atomic; a dot keeps it from being taken for an entry. Only the
    /// holder of the lock uses it, so whatever is there was left by a fetch that was killed.
    private var workshop: String { "\(catalogue)/.partial" }

    /// Where the lists of packages are kept.
    private var lists: String { "\(catalogue)/.lists" }

    /// What is in the catalogue now.
    struct Outcome {
        var release: String
        /// What there is to say about it besides; nil where it was fetched.
        var remark: String?
    }

    /// Fetches the kernel that a name means, unless it is here.
    ///
    /// - Parameters:
    ///   - name: what the kernel is called, see ``KernelSearch``.
    ///   - isIntact: whether the release is in the catalogue and whole.
    /// - Returns: the release, which is in the catalogue now.
    /// - Throws: `KernelFetchError`, `KernelCatalogueError`, `CancellationError`.
    func run(_ name: String, unlessIntact isIntact: (String) -> Bool) async throws -> Outcome {
        try? FileManager.default.removeItem(atPath: workshop)
        try checkSpace(Self.spaceNeeded)
        do {
            try FileManager.default.createDirectory(atPath: workshop, withIntermediateDirectories: true)
        } catch {
            throw KernelCatalogueError.folderUnusable(folder: catalogue, reason: "it cannot be written to")
        }
        defer { try? FileManager.default.removeItem(atPath: workshop) }

        let finding = try await KernelSearch(name: name, lists: lists, progress: progress).run()
        let kernel = finding.kernel
        if isIntact(kernel.release) {
            let remark =
                finding.complaint.map {
                    "the package servers cannot be reached (\($0)): what Debian served last is here"
                }
                ?? "what Debian serves now is here already"
            return Outcome(release: kernel.release, remark: remark)
        }
        try await fetch(kernel)
        return Outcome(release: kernel.release)
    }

    // MARK: - Making the entry

    private func fetch(_ kernel: ServedKernel) async throws {
        let (packages, entry) = ("\(workshop)/packages", "\(workshop)/entry")
        for folder in [packages, entry] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        let megabytes = max(1, kernel.size / 1_000_000)
        progress("downloading kernel \(kernel.release) of \(kernel.suite.name), \(megabytes) MB")
        try await PackageSource(kernel.suite, in: lists).download(kernel.packages, into: packages)

        progress("unpacking kernel \(kernel.release)")
        for package in try FileManager.default.contentsOfDirectory(atPath: packages).sorted()
        where package.hasSuffix(".deb") {
            do { try await Tool.unpack("\(packages)/\(package)", into: entry) } catch KernelFetchError.noSpace {
                throw noSpace(Self.spaceNeeded)
            }
        }
        do {
            var manifest = try UnpackedKernel(release: kernel.release, folder: entry).settled()
            manifest.packages = Dictionary(kernel.packages.map { ($0.package, $0.version) }) { first, _ in first }
            manifest.suite = kernel.suite.name
            manifest.origin = KernelName.series(of: kernel.release) == KernelCatalogue.series ? .debian : .added
            manifest.root = try await root(for: manifest, in: entry, of: kernel.suite)
            try manifest.linkRoot(in: entry)
            try manifest.write(to: entry)
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw noSpace(Self.spaceNeeded)
        }
        try replace("\(catalogue)/\(kernel.release)", with: entry)
        progress("kernel \(kernel.release) is ready")
    }

    /// The name of the root to build with, which is made where it is missing; nil where this machine's tools serve.
    private func root(for manifest: KernelManifest, in entry: String, of suite: DebianSuite) async throws -> String? {
        let tools = BuildTools(headers: "\(entry)/\(manifest.headers)")
        guard let lack = tools.lack, let compiler = tools.compiler else { return nil }
        progress("kernel \(manifest.release) needs build tools of \(suite.base): \(lack)")
        return try await root(SuiteRoot(base: suite.base, compiler: compiler))
    }

    /// Makes a root unless it is there.
    ///
    /// - Returns: its name.
    func root(_ root: SuiteRoot) async throws -> String {
        if !SuiteRoot.isThere(root.name, in: catalogue) { try checkSpace(SuiteRoot.spaceNeeded) }
        try await root.obtain(in: catalogue, lists: lists, progress: progress)
        return root.name
    }

    /// A folder cannot be renamed onto one that is not empty, so a damaged entry is moved into the workshop first.
    private func replace(_ destination: String, with entry: String) throws {
        // The data must be on the disk before the name is, or a power cut could leave a manifest without its kernel.
        sync()
        if FileStatus(of: destination) != nil { _ = rename(destination, "\(workshop)/damaged") }
        guard rename(entry, destination) == 0 else {
            throw KernelCatalogueError.folderUnusable(folder: catalogue, reason: String(cString: strerror(errno)))
        }
    }

    // MARK: - Space

    private var available: Int {
        var space = statvfs()
        guard statvfs(catalogue, &space) == 0 else { return .max }
        return Int(clamping: UInt64(space.f_bavail) * UInt64(space.f_frsize))
    }

    private func noSpace(_ needed: Int) -> KernelFetchError {
        .noSpace(folder: catalogue, needed: needed, available: available)
    }

    private func checkSpace(_ needed: Int) throws {
        if available < needed { throw noSpace(needed) }
    }
}
