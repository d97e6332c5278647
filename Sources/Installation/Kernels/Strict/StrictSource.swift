import FoundationEssentials

/// The sources that the strict kernel is compiled from: Debian's package of the series that the course was written on, which
/// is the same for all of its machines, whatever they run.
struct StrictSource: Sendable {
    /// The package.
    static let package = "linux-source-\(KernelCatalogue.series)"

    /// The suites that serve it; of several versions the newest is taken.
    private static let suites = ["bookworm-security", "bookworm"].map(DebianSuite.init)

    /// The folder with the lists of packages, which are kept.
    let lists: String
    let progress: @Sendable (String) -> Void

    /// What is served now.
    struct Finding: Sendable {
        var record: PackageSource.Record
        fileprivate var source: PackageSource
    }

    /// Asks the archive.
    ///
    /// - Throws: `KernelFetchError`.
    func found() async throws -> Finding {
        var complaint: String?
        var found: [Finding] = []
        for suite in Self.suites {
            progress("asking Debian for \(Self.package) (\(suite.name))")
            let source = try PackageSource(suite, in: lists)
            let flaw = try await source.update()
            complaint = complaint ?? flaw
            guard flaw == nil || source.hasLists else { continue }
            found += try await source.records(of: [Self.package]).map { Finding(record: $0, source: source) }
        }
        let newest = found.max { KernelRelease($0.record.version) < KernelRelease($1.record.version) }
        if let newest { return newest }
        if let complaint { throw KernelFetchError.offline(detail: complaint) }
        throw KernelFetchError.notServed(name: Self.package, by: "bookworm")
    }

    /// Downloads the package and unpacks the sources in it, into `folder/linux`, which has all of them or is not there.
    ///
    /// - Throws: `KernelFetchError`, or a file error.
    func unpack(_ finding: Finding, in folder: String) async throws {
        let draft = "\(folder)/unpacking"
        try? FileManager.default.removeItem(atPath: draft)
        try FileManager.default.createDirectory(atPath: "\(draft)/tree", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: draft) }
        progress("downloading \(Self.package), \(max(1, finding.record.size / 1_000_000)) MB")
        try await finding.source.download([finding.record], into: draft)
        progress("unpacking \(Self.package)")
        let names = try FileManager.default.contentsOfDirectory(atPath: draft)
        guard let file = names.first(where: { $0.hasSuffix(".deb") }) else { throw missing("its package") }
        try await Tool.unpack("\(draft)/\(file)", into: draft)
        // `linux-source-6.1/...` in it.
        let outcome = try await Tool.run(
            "tar",
            ["-xf", "\(draft)/usr/src/\(Self.package).tar.xz", "-C", "\(draft)/tree", "--strip-components=1"])
        guard outcome.succeeded else {
            if outcome.output.contains("No space left on device") {
                throw KernelFetchError.noSpace(folder: folder, needed: StrictBuild.spaceNeeded, available: 0)
            }
            throw KernelFetchError.stepFailed(
                step: "unpacking \(Self.package)", detail: outcome.firstComplaint ?? "tar said nothing")
        }
        try FileManager.default.moveItem(atPath: "\(draft)/tree", toPath: "\(folder)/linux")
    }

    private func missing(_ what: String) -> KernelFetchError {
        .stepFailed(step: "unpacking", detail: "\(Self.package) lacks \(what)")
    }
}
