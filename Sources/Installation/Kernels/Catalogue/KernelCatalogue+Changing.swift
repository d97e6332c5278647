import FoundationEssentials
import Glibc
package import VirtualMachine

/// A kernel that was asked of Debian.
package struct FetchedKernel: Sendable {
    /// The kernel, which is in the catalogue.
    package let kernel: Kernel
    /// Why nothing was fetched; nil where it was.
    package let remark: String?
}

extension KernelCatalogue {
    /// Fetches a kernel that Debian serves now, with its headers and, where this machine's are too old, the build tools of
    /// its suite; does nothing when exactly that one is here and intact. A damaged entry is replaced. Signatures are
    /// verified by apt.
    ///
    /// - Parameters:
    ///   - name: A series (`6.12`), a release of Debian (`trixie`) or a suite, `newest`, or a release; by default that of
    ///     Debian 12.
    ///   - progress: Told what is being done, a short sentence at a time.
    /// - Returns: The kernel that is served now; without a network one that is here and that the name means.
    /// - Throws: `KernelFetchError`, `KernelCatalogueError.folderUnusable`, or `CancellationError`. The catalogue is then
    ///   as it was.
    package func fetch(
        _ name: String? = nil, progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> FetchedKernel {
        let lock = try await self.lock(progress: progress)
        defer { withExtendedLifetime(lock) {} }
        return try await fetchLocked(name ?? KernelFetch.usual, progress: progress)
    }

    /// The same, where the caller holds the lock.
    func fetchLocked(_ name: String, progress: @escaping @Sendable (String) -> Void) async throws -> FetchedKernel {
        do {
            let outcome = try await KernelFetch(catalogue: folder, progress: progress).run(name) { release in
                (try? kernel(release: release)) != nil
            }
            return FetchedKernel(kernel: try kernel(release: outcome.release), remark: outcome.remark)
        } catch KernelFetchError.offline(let detail) {
            guard let kernel = try? chosen(name) else { throw KernelFetchError.offline(detail: detail) }
            return FetchedKernel(
                kernel: kernel, remark: "the package servers cannot be reached (\(detail)): this one is here")
        }
    }

    /// Makes the build tools of a release of Debian ready for kernels that the user has.
    ///
    /// - Returns: the name of their root.
    /// - Throws: `KernelFetchError`, `KernelCatalogueError`, `CancellationError`.
    func tools(of base: String, compiler: String, progress: @escaping @Sendable (String) -> Void) async throws -> String
    {
        guard let suite = DebianSuite.suites(named: base)?.first else {
            throw KernelFetchError.noSuchKernel(name: base, served: DebianSuite.releases)
        }
        let lock = try await self.lock(progress: progress)
        defer { withExtendedLifetime(lock) {} }
        return try await KernelFetch(catalogue: folder, progress: progress).root(
            SuiteRoot(base: suite.base, compiler: compiler))
    }

    /// Enters a kernel that the user has; its files are pointed at, not copied.
    ///
    /// - Parameters:
    ///   - own: What the user named, see ``OwnKernel``.
    ///   - progress: Told what is being done, a short sentence at a time.
    ///   - proof: Tries the kernel before it is entered; what it throws is thrown, and the catalogue is as it was.
    /// - Returns: The kernel as it is entered.
    /// - Throws: `KernelCatalogueError`, `KernelFetchError`, `CancellationError`, what `proof` throws.
    @discardableResult
    package func add(
        _ own: OwnKernel, progress: @escaping @Sendable (String) -> Void = { _ in },
        proof: (Kernel) async throws -> Void = { _ in }
    ) async throws -> Kernel {
        var manifest = try own.manifest()
        let tools = BuildTools(headers: manifest.headers)
        if let base = own.tools {
            manifest.root = try await self.tools(
                of: base, compiler: tools.compiler ?? "gcc-12", progress: progress)
        } else if let lack = tools.lack {
            throw KernelCatalogueError.noTools(
                lack: lack, compiler: tools.library > .here ? nil : tools.compiler)
        }
        // Beside its place first: one that is here already stays until this one is whole, and was tried.
        let entry = "\(folder)/\(manifest.release)"
        let draft = "\(folder)/.added-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        do {
            try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
            try manifest.linkRoot(in: draft)
            try manifest.write(to: draft)
        } catch {
            throw KernelCatalogueError.folderUnusable(folder: folder, reason: "it cannot be written to")
        }
        try await proof(manifest.kernel(in: draft))

        let lock = try await self.lock { _ in }
        defer { withExtendedLifetime(lock) {} }
        let former = "\(folder)/.removed"
        try? FileManager.default.removeItem(atPath: former)
        if FileStatus(of: entry) != nil { _ = rename(entry, former) }
        guard rename(draft, entry) == 0 else {
            let reason = String(cString: strerror(errno))
            _ = rename(former, entry)
            throw KernelCatalogueError.folderUnusable(folder: folder, reason: reason)
        }
        try? FileManager.default.removeItem(atPath: former)
        return manifest.kernel(in: entry)
    }

    /// Removes a kernel, intact or damaged, from the catalogue, with build tools that no other kernel needs. Files outside,
    /// of an added kernel, stay.
    ///
    /// - Parameter name: Its release, or what else means one of those that are here, or damaged.
    /// - Returns: The release that is removed.
    /// - Throws: `KernelCatalogueError`.
    @discardableResult
    package func remove(_ name: String) async throws -> String {
        let lock = try await self.lock { _ in }
        defer { withExtendedLifetime(lock) {} }
        let release = try self.release(toRemove: name)
        // Renamed first, in one step, so that no reader sees part of it.
        let doomed = "\(folder)/.removed"
        try? FileManager.default.removeItem(atPath: doomed)
        guard rename("\(folder)/\(release)", doomed) == 0 else {
            throw KernelCatalogueError.folderUnusable(folder: folder, reason: String(cString: strerror(errno)))
        }
        try? FileManager.default.removeItem(atPath: doomed)
        removeUnusedRoots()
        return release
    }

    /// A name that means several is no order to remove one of them.
    private func release(toRemove name: String) throws -> String {
        let names = try names()
        if names.contains(name) { return name }
        let meant = names.filter { KernelName.fits(name, release: $0) }
        if meant.count > 1 { throw KernelCatalogueError.several(name: name, meant: meant.sorted()) }
        guard let release = meant.first else {
            throw KernelCatalogueError.notInstalled(release: name, installed: try installed().map(\.release))
        }
        return release
    }

    private func removeUnusedRoots() {
        let roots = SuiteRoot.folder(in: folder)
        guard let names = try? self.names() else { return }
        var used: Set<String> = []
        for name in names {
            // What cannot be read may need any of them.
            guard let manifest = try? KernelManifest.read(from: "\(folder)/\(name)") else { return }
            if let root = manifest.root { used.insert(root) }
        }
        for root in (try? FileManager.default.contentsOfDirectory(atPath: roots)) ?? [] where !used.contains(root) {
            try? FileManager.default.removeItem(atPath: "\(roots)/\(root)")
        }
    }

    /// The lock of writers.
    func lock(progress: (String) -> Void) async throws -> FolderLock {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw KernelCatalogueError.folderUnusable(folder: folder, reason: "it cannot be created")
        }
        return try await FolderLock.acquire(in: folder) {
            progress("waiting for another grader that is working on the kernel cache")
        }
    }
}
