import FoundationEssentials
import Glibc

/// A minimal Debian of one suite, unpacked into a folder of the catalogue and never run as a system: its `usr` is what
/// modules are built with for kernels whose build tools this machine cannot run. Kernels share it.
struct SuiteRoot: Sendable {
    /// The release of Debian, `trixie`.
    let base: String
    /// `gcc-14`.
    let compiler: String

    /// The name of its folder, by which kernels of the catalogue refer to it.
    var name: String { "\(base)-\(compiler)" }

    /// The folder of all roots, in that of the kernels, and no name of a kernel.
    static func folder(in catalogue: String) -> String { "\(catalogue)/\(parent)" }

    /// The name of that folder.
    static let parent = ".roots"

    /// A file that is in every root.
    static let proof = "usr/bin/make"

    /// What a root and its making take at the most, in bytes: 71 MB of packages and 256 MB unpacked were seen.
    static let spaceNeeded = 480 << 20

    /// Whether it is there whole: it gets its name last.
    static func isThere(_ name: String, in catalogue: String) -> Bool {
        FileStatus(of: "\(folder(in: catalogue))/\(name)/\(proof)") != nil
    }

    /// Makes the root unless it is there; the caller holds the catalogue's lock.
    ///
    /// - Throws: `KernelFetchError`, or a file error.
    func obtain(in catalogue: String, lists: String, progress: @Sendable (String) -> Void) async throws {
        if Self.isThere(name, in: catalogue) { return }
        let source = try PackageSource(DebianSuite(name: base), in: lists)
        progress("updating the list of \(base)'s packages")
        let complaint = try await source.update()
        if let complaint, !source.hasLists { throw KernelFetchError.offline(detail: complaint) }
        let names = try await packages(of: source)
        guard names.contains(compiler) else { throw KernelFetchError.notServed(name: compiler, by: base) }

        let workshop = "\(Self.folder(in: catalogue))/.partial"
        try? FileManager.default.removeItem(atPath: workshop)
        defer { try? FileManager.default.removeItem(atPath: workshop) }
        let (downloads, root) = ("\(workshop)/packages", "\(workshop)/root")
        for folder in ["\(downloads)/partial", root] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        progress("downloading the build tools of \(base), some 70 MB")
        try await source.downloadWhole(names, into: downloads)
        let files = try FileManager.default.contentsOfDirectory(atPath: downloads).filter { $0.hasSuffix(".deb") }
        for (number, file) in files.sorted().enumerated() {
            progress("unpacking the build tools of \(base): \(number + 1) of \(files.count) packages")
            try await Tool.unpack("\(downloads)/\(file)", into: root)
        }
        try settle(root)
        let destination = "\(Self.folder(in: catalogue))/\(name)"
        // A folder without its make is what was left of one that somebody removed in part.
        try? FileManager.default.removeItem(atPath: destination)
        sync()
        guard rename(root, destination) == 0 else {
            throw KernelCatalogueError.folderUnusable(folder: catalogue, reason: String(cString: strerror(errno)))
        }
    }

    private func packages(of source: PackageSource) async throws -> [String] {
        let wanted = [
            "base-files", "dash", "coreutils", "sed", "grep", "mawk", "findutils", "diffutils", "make", "binutils",
            "util-linux", compiler, "libelf1t64", "libelf1",
        ]
        let there = Set(try await source.records(of: wanted).map(\.package))
        // One library, two names: Debian 13 gave it a new one.
        return wanted.filter { there.contains($0) && !($0 == "libelf1" && there.contains("libelf1t64")) }
    }

    /// Makes the folder what an installed system would be for a build: one `/usr`, an awk, nothing to read.
    private func settle(_ root: String) throws {
        let files = FileManager.default
        for folder in ["bin", "sbin", "lib", "lib64"] {
            var status = stat()
            let place = "\(root)/\(folder)"
            if lstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                try merge(place, into: "\(root)/usr/\(folder)")
                try files.removeItem(atPath: place)
            }
            if lstat(place, &status) != 0 {
                try files.createDirectory(atPath: "\(root)/usr/\(folder)", withIntermediateDirectories: true)
                try files.createSymbolicLink(atPath: place, withDestinationPath: "usr/\(folder)")
            }
        }
        // The alternatives of an installed system lead there.
        for (name, target) in [("awk", "mawk"), ("gcc", compiler), ("cc", compiler)]
        where FileStatus(of: "\(root)/usr/bin/\(name)") == nil {
            try? files.createSymbolicLink(atPath: "\(root)/usr/bin/\(name)", withDestinationPath: target)
        }
        for folder in [
            "usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "var", "usr/share/zoneinfo",
        ] {
            try? files.removeItem(atPath: "\(root)/\(folder)")
        }
    }

    private func merge(_ folder: String, into destination: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: destination, withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: folder) {
            let (from, to) = ("\(folder)/\(name)", "\(destination)/\(name)")
            var status = stat()
            if lstat(from, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, FileStatus(of: to)?.isFolder == true {
                try merge(from, into: to)
            } else if FileStatus(of: to) == nil {
                try files.moveItem(atPath: from, toPath: to)
            }
        }
    }
}
