import FoundationEssentials
import Glibc
package import VirtualMachine

/// The kernels of this user, each in a folder `<release>/` of the cache with a `manifest.json`.
///
/// A kernel in it stays usable without a network and without apt. Writers take a lock, so several graders may run at once;
/// readers need none, since an entry appears whole, by a rename.
package struct KernelCatalogue: Sendable {
    /// Absolute path of the cache folder; it need not exist yet.
    package let folder: String

    /// A catalogue in `folder`; see ``ofUser`` for the usual one.
    package init(folder: String) {
        self.folder = folder
    }

    /// `$XDG_CACHE_HOME/mtest-grader/kernels`, or `~/.cache/mtest-grader/kernels`.
    package static var ofUser: KernelCatalogue { KernelCatalogue(folder: "\(UserCache.folder)/kernels") }

    // MARK: - Looking

    /// All intact kernels, oldest release first.
    ///
    /// - Throws: `KernelCatalogueError.folderUnusable`; a folder that does not exist is an empty catalogue.
    package func installed() throws -> [Kernel] {
        try entries().compactMap { try? $0.get().kernel }
    }

    /// The entries that ``installed()`` leaves out, with the reasons.
    ///
    /// - Throws: `KernelCatalogueError.folderUnusable`.
    package func damaged() throws -> [KernelDamage] {
        try entries().compactMap { entry in
            if case .failure(let flaw) = entry { flaw.damage } else { nil }
        }
    }

    /// The newest of ``installed()``, or nil when there is none.
    ///
    /// - Throws: `KernelCatalogueError.folderUnusable`.
    package func newest() throws -> Kernel? {
        try installed().last
    }

    /// The kernel of exactly this release.
    ///
    /// - Throws: `KernelCatalogueError.notInstalled`, or `KernelDamage` when it is there but damaged.
    package func kernel(release: String) throws -> Kernel {
        if let damage = try damaged().first(where: { $0.release == release }) { throw damage }
        let installed = try installed()
        guard let kernel = installed.first(where: { $0.release == release }) else {
            throw KernelCatalogueError.notInstalled(release: release, installed: installed.map(\.release))
        }
        return kernel
    }

    // MARK: - Changing

    /// The newest kernel fetched from Debian that is intact, whatever Debian serves now; fetched when there is none.
    /// Needs neither network nor apt once a kernel is there.
    ///
    /// - Throws: as ``fetchDefault(progress:)``.
    package func defaultKernel(progress: @escaping @Sendable (String) -> Void = { _ in }) async throws -> Kernel {
        if let kernel = try newestFetched() { return kernel }
        let lock = try await self.lock(progress: progress)
        defer { withExtendedLifetime(lock) {} }
        // Another grader may have fetched it while this one waited for the lock.
        if let kernel = try newestFetched() { return kernel }
        return try await fetch(progress: progress)
    }

    /// Fetches the cloud kernel that Debian 12 serves now, with its headers; does nothing when exactly that one is here
    /// and intact. A damaged entry is replaced. Package signatures are verified by apt.
    ///
    /// - Parameter progress: Told what is being done, a short sentence at a time.
    /// - Returns: The kernel that is served now.
    /// - Throws: `KernelFetchError`, `KernelCatalogueError.folderUnusable`, or `CancellationError`. The catalogue is then
    ///   as it was.
    package func fetchDefault(progress: @escaping @Sendable (String) -> Void = { _ in }) async throws -> Kernel {
        let lock = try await self.lock(progress: progress)
        defer { withExtendedLifetime(lock) {} }
        return try await fetch(progress: progress)
    }

    /// Enters a kernel that the user has; its files are pointed at, not copied.
    ///
    /// - Parameters:
    ///   - image: Path of a vmlinuz.
    ///   - headers: The kbuild folder of exactly the same build.
    ///   - modules: `lib/modules/RELEASE` of that build; by default the one below `/lib/modules`.
    /// - Returns: The kernel as it is entered.
    /// - Throws: `KernelCatalogueError`.
    @discardableResult
    package func add(image: String, headers: String, modules: String? = nil) async throws -> Kernel {
        let image = Self.absolute(image)
        let headers = Self.absolute(headers)
        guard let release = KernelImage.release(of: image) else {
            throw KernelCatalogueError.notAnImage(path: image)
        }
        let essentials = ["Makefile", ".config", "Module.symvers", "include/generated/utsrelease.h"]
        for file in essentials where FileStatus(of: "\(headers)/\(file)") == nil {
            throw KernelCatalogueError.notHeaders(path: headers, missing: file)
        }
        let built = Self.release(ofHeaders: headers)
        guard built == release else {
            throw KernelCatalogueError.mismatch(image: release, headers: built ?? "an unknown release")
        }
        let manifest = KernelManifest(
            release: release, origin: .added, packages: [:], image: image, headers: headers,
            modules: modules.map(Self.absolute) ?? "/lib/modules/\(release)",
            essentials: KernelManifest.sizes(of: [image] + essentials.map { "\(headers)/\($0)" }, in: "/"))

        let lock = try await self.lock { _ in }
        defer { withExtendedLifetime(lock) {} }
        let entry = "\(folder)/\(release)"
        do {
            try? FileManager.default.removeItem(atPath: entry)
            try FileManager.default.createDirectory(atPath: entry, withIntermediateDirectories: true)
            try manifest.write(to: entry)
        } catch {
            throw KernelCatalogueError.folderUnusable(folder: folder, reason: "it cannot be written to")
        }
        return manifest.kernel(in: entry)
    }

    /// Removes a kernel, intact or damaged, from the catalogue. Files outside, of an added kernel, stay.
    ///
    /// - Throws: `KernelCatalogueError`.
    package func remove(release: String) async throws {
        let lock = try await self.lock { _ in }
        defer { withExtendedLifetime(lock) {} }
        guard try names().contains(release) else {
            throw KernelCatalogueError.notInstalled(release: release, installed: try installed().map(\.release))
        }
        // Renamed first, in one step, so that no reader sees part of it.
        let doomed = "\(folder)/.removed"
        try? FileManager.default.removeItem(atPath: doomed)
        guard rename("\(folder)/\(release)", doomed) == 0 else {
            throw KernelCatalogueError.folderUnusable(folder: folder, reason: String(cString: strerror(errno)))
        }
        try? FileManager.default.removeItem(atPath: doomed)
    }

    // MARK: -

    private struct Flaw: Error, CustomStringConvertible {
        var damage: KernelDamage
        var description: String { damage.description }
    }

    private typealias Entry = Result<(kernel: Kernel, origin: KernelManifest.Origin), Flaw>

    private func names() throws -> [String] {
        guard FileStatus(of: folder) != nil else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        } catch {
            throw KernelCatalogueError.folderUnusable(folder: folder, reason: "it cannot be read")
        }
    }

    private func entries() throws -> [Entry] {
        try names().sorted { KernelRelease($0) < KernelRelease($1) }.map { name in
            let entry = "\(folder)/\(name)"
            func flaw(_ reason: String) -> Entry {
                .failure(Flaw(damage: KernelDamage(release: name, reason: reason)))
            }
            guard FileStatus(of: "\(entry)/\(KernelManifest.fileName)") != nil else {
                return flaw("\(entry)/\(KernelManifest.fileName) is missing")
            }
            guard let manifest = try? KernelManifest.read(from: entry), manifest.release == name else {
                return flaw("\(entry)/\(KernelManifest.fileName) does not describe it")
            }
            if let reason = manifest.firstFlaw(in: entry) { return flaw(reason) }
            return .success((manifest.kernel(in: entry), manifest.origin))
        }
    }

    private func newestFetched() throws -> Kernel? {
        try entries().compactMap { try? $0.get() }.last { $0.origin == .debian }?.kernel
    }

    private func lock(progress: (String) -> Void) async throws -> FolderLock {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw KernelCatalogueError.folderUnusable(folder: folder, reason: "it cannot be created")
        }
        return try await FolderLock.acquire(in: folder) {
            progress("waiting for another grader that is working on the kernel cache")
        }
    }

    private func fetch(progress: @escaping @Sendable (String) -> Void) async throws -> Kernel {
        let fetch = KernelFetch(catalogue: folder, progress: progress)
        let release = try await fetch.run { release in
            (try? kernel(release: release)) != nil
        }
        return try kernel(release: release)
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }

    private static func release(ofHeaders headers: String) -> String? {
        let path = "\(headers)/include/generated/utsrelease.h"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        // #define UTS_RELEASE "6.1.0-56-cloud-amd64"
        let words = text.split(separator: "\"", omittingEmptySubsequences: false)
        return words.count >= 2 ? String(words[1]) : nil
    }
}
