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
        try listed().map(\.kernel)
    }

    /// All intact kernels with what is known about them, oldest release first.
    ///
    /// - Throws: `KernelCatalogueError.folderUnusable`; a folder that does not exist is an empty catalogue.
    package func listed() throws -> [CataloguedKernel] {
        try entries().compactMap { try? $0.get() }
    }

    /// The entries that ``installed()`` leaves out, with the reasons.
    ///
    /// - Throws: `KernelCatalogueError.folderUnusable`.
    package func damaged() throws -> [KernelDamage] {
        try entries().compactMap { entry in
            if case .failure(let flaw) = entry { flaw.damage } else { nil }
        }
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

    /// The names in ``folder`` that a copy of the catalogue needs for a kernel to be in it: its entry, and the build tools
    /// that it is used with.
    ///
    /// - Throws: `KernelCatalogueError.outside` for a kernel whose files the user named: they are elsewhere.
    package func parts(of kernel: Kernel) throws -> [String] {
        let manifest = try? KernelManifest.read(from: kernel.folder)
        if manifest?.isAdded == true { throw KernelCatalogueError.outside(release: kernel.release) }
        return [kernel.release] + (manifest?.root.map { ["\(SuiteRoot.parent)/\($0)"] } ?? [])
    }

    // MARK: -

    private struct Flaw: Error, CustomStringConvertible {
        var damage: KernelDamage
        var description: String { damage.description }
    }

    private typealias Entry = Result<CataloguedKernel, Flaw>

    /// The names of all entries, whole or not.
    func names() throws -> [String] {
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
            let isAdded = manifest.isAdded
            return .success(
                CataloguedKernel(
                    kernel: manifest.kernel(in: entry), isAdded: isAdded,
                    suite: manifest.suite ?? (isAdded || manifest.strict != nil ? nil : KernelFetch.usual),
                    compiler: manifest.compiler, tools: manifest.root.map { String($0.prefix { $0 != "-" }) },
                    isStrict: manifest.strict != nil))
        }
    }
}
