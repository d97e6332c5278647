import FoundationEssentials

/// What is looked for among the kernels that Debian serves.
struct KernelSearch: Sendable {
    /// `6.12`, `trixie`, `newest`, or a release.
    let name: String
    /// The folder with the lists of packages, which are kept.
    let lists: String
    let progress: @Sendable (String) -> Void

    /// What was found, and why it may not be what is served now.
    struct Finding: Sendable {
        var kernel: ServedKernel
        /// The first complaint of apt about lists that could not be renewed; nil where all are of now.
        var complaint: String?
    }

    /// The kernel that the name means: of a suite the newest that its metapackage follows; of a version one that this
    /// machine's own compiler builds for, where there is one, and of these the newest; `newest` by its version, in
    /// whatever suite it is.
    ///
    /// - Throws: `KernelFetchError`, `CancellationError`.
    func run() async throws -> Finding {
        var complaint: String?
        var seen: [ServedKernel] = []
        for group in groups {
            let (served, flaw) = try await kernels(of: group)
            complaint = complaint ?? flaw
            seen += served
            if let kernel = Self.best(of: served, for: name) { return Finding(kernel: kernel, complaint: complaint) }
        }
        if let complaint { throw KernelFetchError.offline(detail: complaint) }
        throw KernelFetchError.noSuchKernel(name: name, served: Self.series(of: seen))
    }

    /// Suites that are asked at a time, the next only where the ones before have nothing.
    private var groups: [[DebianSuite]] {
        if let suites = DebianSuite.suites(named: name) { return suites.map { [$0] } }
        if name == Self.newest { return [DebianSuite.small + DebianSuite.whole.filter { $0.name == "sid" }] }
        return [DebianSuite.small] + DebianSuite.whole.map { [$0] }
    }

    /// The word for the newest of all.
    static let newest = "newest"

    private func kernels(of suites: [DebianSuite]) async throws -> ([ServedKernel], complaint: String?) {
        progress("asking Debian what it serves (\(suites.map(\.name).joined(separator: ", ")))")
        return try await withThrowingTaskGroup(of: ([ServedKernel], String?).self) { group in
            for suite in suites { group.addTask { try await kernels(of: suite) } }
            return try await group.reduce(into: ([], nil)) { all, one in
                all.0 += one.0
                all.1 = all.1 ?? one.1
            }
        }
    }

    private func kernels(of suite: DebianSuite) async throws -> ([ServedKernel], String?) {
        let source = try PackageSource(suite, in: lists)
        let complaint = try await source.update()
        guard complaint == nil || source.hasLists else { return ([], complaint) }
        let all = try await source.names(beginning: ServedKernel.imagePrefix)
        var images = ServedKernel.images(among: all).filter { KernelName.isCloud($0) || $0.hasSuffix("-\(name)") }
        if DebianSuite.suites(named: name) != nil, let followed = try await followed(by: source) {
            // A suite may serve several series; its metapackage follows the one that is its own.
            images = images.filter { KernelName.series(of: $0) == KernelName.series(of: followed) }
        }
        let headers = try await source.records(
            of: images.map { "linux-headers-\($0.dropFirst(ServedKernel.imagePrefix.count))" })
        let byName = Dictionary(headers.map { ($0.package, $0) }) { first, _ in first }
        let names = images.flatMap { image in
            let release = image.dropFirst(ServedKernel.imagePrefix.count)
            return ServedKernel.names(for: image, headers: byName["linux-headers-\(release)"])
        }
        let records = try await source.records(of: Array(Set(names)).sorted())
        return (ServedKernel.whole(images, records, in: suite), complaint)
    }

    private func followed(by source: PackageSource) async throws -> String? {
        let meta = try await source.records(of: ["linux-image-cloud-amd64"])
        return meta.flatMap(\.depends).filter { $0.hasPrefix(ServedKernel.imagePrefix) }
            .max { KernelRelease($0) < KernelRelease($1) }
    }

    /// The one that is meant, of those that are served.
    static func best(of served: [ServedKernel], for name: String) -> ServedKernel? {
        let isOfSuite = DebianSuite.suites(named: name) != nil || name == newest
        let fitting = served.filter { isOfSuite || KernelName.fits(name, release: $0.release) }
        func isBehind(_ a: ServedKernel, _ b: ServedKernel) -> Bool {
            if !isOfSuite, a.suite.isNative != b.suite.isNative { return b.suite.isNative }
            return KernelRelease(a.release) < KernelRelease(b.release)
        }
        return fitting.max(by: isBehind)
    }

    /// The series that are served, oldest first.
    static func series(of served: [ServedKernel]) -> [String] {
        Array(Set(served.map { KernelName.series(of: $0.release) })).sorted { KernelRelease($0) < KernelRelease($1) }
    }
}
