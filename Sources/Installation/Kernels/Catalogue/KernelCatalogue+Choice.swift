import FoundationEssentials
package import VirtualMachine

/// Which kernel is graded on: one place for all commands.
extension KernelCatalogue {
    /// The variable that names a kernel where the command line names none.
    package static let variable = "MTEST_KERNEL"

    /// The word for all kernels, where a command takes several.
    package static let all = "all"

    /// The kernel that `name` means, or else the variable `MTEST_KERNEL`; where nobody names one, the usual one: of the
    /// series that the course was written on what was fetched last, else the newest that was fetched, else the newest that
    /// was added. What others are fetched to look at does not change the usual one. Nothing is fetched.
    ///
    /// - Returns: nil where nobody names one and there is none.
    /// - Throws: `KernelCatalogueError.unknown` for a name that means none here, `KernelDamage` where what it means is
    ///   damaged, `KernelCatalogueError.folderUnusable`.
    package func chosen(_ name: String? = nil) throws -> Kernel? {
        let all = try listed()
        guard let name = name ?? Self.ofEnvironment else {
            guard let usual = Self.usual(of: all) else { return nil }
            // Marks on another kernel than the day before would surprise: that is the user's to decide.
            if usual.series != Self.series, let damage = try damaged().last(where: Self.isOfCourse) { throw damage }
            return usual.kernel
        }
        return try meant(by: name, among: all).kernel
    }

    /// The kernel that ``chosen(_:)`` gives, fetched from Debian where nobody names one and there is none. Needs neither
    /// network nor apt once a kernel is there.
    ///
    /// - Throws: as ``chosen(_:)`` and ``fetch(_:progress:)``.
    package func kernel(
        named name: String?, progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Kernel {
        if let kernel = try chosen(name) { return kernel }
        let lock = try await self.lock(progress: progress)
        defer { withExtendedLifetime(lock) {} }
        // Another grader may have fetched it while this one waited for the lock.
        if let kernel = try chosen(name) { return kernel }
        return try await fetchLocked(KernelFetch.usual, progress: progress).kernel
    }

    /// As ``kernel(named:progress:)``, where nobody names one on a command line.
    package func defaultKernel(progress: @escaping @Sendable (String) -> Void = { _ in }) async throws -> Kernel {
        try await kernel(named: nil, progress: progress)
    }

    /// The kernels that several names mean, with commas between; for `all` those that are here, oldest first.
    ///
    /// - Throws: as ``chosen(_:)``.
    package func chosen(several names: String) throws -> [Kernel] {
        let all = try listed()
        if names == Self.all {
            let all = all.filter { !$0.isStrict }
            guard !all.isEmpty else { throw KernelCatalogueError.unknown(name: names, installed: []) }
            return all.map(\.kernel)
        }
        var kernels: [Kernel] = []
        for name in names.split(separator: ",").map({ String($0.filter { $0 != " " }) }) {
            let kernel = try meant(by: name, among: all).kernel
            if !kernels.contains(kernel) { kernels.append(kernel) }
        }
        guard !kernels.isEmpty else { throw KernelCatalogueError.unknown(name: names, installed: all.map(\.shortName)) }
        return kernels
    }

    /// The name of the strict kernel, which is in no list of all and is nobody's usual one.
    package static let strict = "strict"

    /// The strict kernel.
    ///
    /// - Throws: `KernelCatalogueError.noStrict`, `KernelDamage`, `KernelCatalogueError.folderUnusable`.
    package func strictKernel() throws -> Kernel {
        if let found = try listed().last(where: \.isStrict) { return found.kernel }
        if let damage = try damaged().last(where: { $0.release.hasSuffix("-\(Self.strict)") }) { throw damage }
        throw KernelCatalogueError.noStrict
    }

    /// The strict kernel, where it is made of exactly that.
    func strict(made mark: String) -> Kernel? {
        guard let kernel = try? strictKernel(), (try? KernelManifest.read(from: kernel.folder))?.strict == mark else {
            return nil
        }
        return kernel
    }

    /// A release as it is shown where there is little room: `6.12.117+deb12`.
    package static func shortName(of release: String) -> String { KernelName.short(release) }

    private static var ofEnvironment: String? {
        ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func meant(by name: String, among all: [CataloguedKernel]) throws -> CataloguedKernel {
        if name == KernelSearch.newest, let last = all.last(where: { !$0.isStrict }) { return last }
        if let exact = all.first(where: { $0.kernel.release == name }) { return exact }
        let meant = all.filter { $0.isMeant(by: name) }
        // Of several the one that is fetched by that name: a newer one may be of another suite.
        if let found = meant.last(where: { !$0.isAdded }) ?? meant.last { return found }
        if let damage = try damaged().last(where: { KernelName.fits(name, release: $0.release) }) { throw damage }
        throw KernelCatalogueError.unknown(name: name, installed: all.map(\.shortName))
    }

    /// The series that the course was written on.
    static let series = "6.1"

    private static func isOfCourse(_ damage: KernelDamage) -> Bool { KernelName.series(of: damage.release) == series }

    private static func usual(of all: [CataloguedKernel]) -> CataloguedKernel? {
        let all = all.filter { !$0.isStrict }
        return all.last { $0.series == series && !$0.isAdded } ?? all.last { !$0.isAdded } ?? all.last
    }
}
