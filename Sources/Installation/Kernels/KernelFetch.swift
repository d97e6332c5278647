import FoundationEssentials
import Glibc

/// One fetch of Debian's cloud kernel into a catalogue; the caller holds the catalogue's lock.
struct KernelFetch {
    /// Follows Debian's archive: it depends on the image served now.
    static let metapackage = "linux-image-cloud-amd64"

    /// What an entry and its making take at the most, in bytes: for 6.1 some 40 MiB of packages and 190 MiB
    /// unpacked were seen; the rest, package lists among it, is an estimate.
    static let spaceNeeded = 320 << 20

    let catalogue: String
    let progress: @Sendable (String) -> Void

    /// Beside the destination, so that the final rename is atomic; a dot keeps it from being taken for an entry. Only the
    /// holder of the lock uses it, so whatever is there was left by a fetch that was killed.
    private var workshop: String { "\(catalogue)/.partial" }

    /// Returns the release that is in the catalogue now.
    func run(unlessIntact isIntact: (String) -> Bool) async throws -> String {
        try? FileManager.default.removeItem(atPath: workshop)
        try checkSpace()
        do {
            try FileManager.default.createDirectory(atPath: workshop, withIntermediateDirectories: true)
        } catch {
            throw KernelCatalogueError.folderUnusable(folder: catalogue, reason: "it cannot be written to")
        }
        defer { try? FileManager.default.removeItem(atPath: workshop) }

        let (source, records) = try await resolve(from: nil)
        let release = Self.release(of: records)
        if isIntact(release) {
            progress("kernel \(release) is what Debian serves now, and is already here")
            return release
        }
        do {
            try await fetch(records, from: source)
            return release
        } catch KernelFetchError.offline {
            // The system's lists may name a version that the archive no longer has: ask again with fresh ones.
            let (source, records) = try await resolve(from: ownSource())
            try await fetch(records, from: source)
            return Self.release(of: records)
        }
    }

    // MARK: - What is served

    private func ownSource() async throws -> PackageSource {
        progress("updating the package lists (the system's are left alone)")
        let source = try PackageSource.own(in: "\(workshop)/apt")
        if let complaint = try await source.update(), PackageSource.isAboutTheNetwork(complaint),
            try await source.record(of: Self.metapackage) == nil
        {
            throw KernelFetchError.offline(detail: complaint)
        }
        return source
    }

    /// The image and all that is needed to build modules for it, image first. The system's lists are used when they are
    /// recent and complete, else our own.
    private func resolve(from given: PackageSource?) async throws -> (PackageSource, [PackageSource.Record]) {
        let source: PackageSource
        if let given {
            source = given
        } else if try await PackageSource.system.record(of: Self.metapackage) != nil, Self.systemListsAreRecent() {
            source = .system
        } else {
            source = try await ownSource()
        }
        let meta = try await served(Self.metapackage, by: source)
        guard let imageName = meta.depends.first(where: { $0.hasPrefix("linux-image-") }) else {
            throw KernelFetchError.notServed(package: Self.metapackage)
        }
        let image = try await served(imageName, by: source)
        let headers = try await served("linux-headers-" + imageName.dropFirst("linux-image-".count), by: source)
        var records = [image, headers]
        for name in headers.depends where name.hasPrefix("linux-headers-") || name.hasPrefix("linux-kbuild-") {
            records.append(try await served(name, by: source))
        }
        return (source, records)
    }

    private func served(_ package: String, by source: PackageSource) async throws -> PackageSource.Record {
        guard let record = try await source.record(of: package) else {
            throw KernelFetchError.notServed(package: package)
        }
        return record
    }

    private static func release(of records: [PackageSource.Record]) -> String {
        String(records[0].package.dropFirst("linux-image-".count))
    }

    /// Lists older than a week may name packages that are gone. Younger ones are worth a try: they save a download of
    /// 9 MB, and a failure leads to fresh ones.
    private static func systemListsAreRecent() -> Bool {
        var status = stat()
        guard stat("/var/lib/apt/lists", &status) == 0 else { return false }
        return time(nil) - status.st_mtim.tv_sec < 7 * 24 * 3600
    }

    // MARK: - Making the entry

    private func fetch(_ records: [PackageSource.Record], from source: PackageSource) async throws {
        let release = Self.release(of: records)
        let packages = "\(workshop)/packages"
        let entry = "\(workshop)/entry"
        for folder in [packages, entry] {
            try? FileManager.default.removeItem(atPath: folder)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }

        let megabytes = max(1, records.reduce(0) { $0 + $1.size } / 1_000_000)
        progress("downloading kernel \(release) (\(records[0].version)), \(megabytes) MB")
        try await source.download(records, into: packages)

        progress("unpacking kernel \(release)")
        for package in try FileManager.default.contentsOfDirectory(atPath: packages).sorted()
        where package.hasSuffix(".deb") {
            let outcome = try await Tool.run("dpkg-deb", ["-x", "\(packages)/\(package)", entry])
            guard !outcome.succeeded else { continue }
            if outcome.output.contains("No space left on device") { throw noSpace() }
            throw KernelFetchError.stepFailed(
                step: "unpacking \(package)", detail: outcome.firstComplaint ?? "dpkg-deb said nothing")
        }

        do {
            try UnpackedKernel(release: release, folder: entry).settle(
                packages: Dictionary(records.map { ($0.package, $0.version) }, uniquingKeysWith: { first, _ in first }))
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw noSpace()
        }
        try replace("\(catalogue)/\(release)", with: entry)
        progress("kernel \(release) is ready")
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

    private func noSpace() -> KernelFetchError {
        .noSpace(folder: catalogue, needed: Self.spaceNeeded, available: available)
    }

    private func checkSpace() throws {
        if available < Self.spaceNeeded { throw noSpace() }
    }
}
