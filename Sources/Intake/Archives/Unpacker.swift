import FoundationEssentials
import Glibc
package import ModuleBuild

/// Unpacks archives that cannot be trusted: bsdtar reads them in a sandbox that has memory instead of a disk, and only
/// files and folders leave the sandbox.
package struct Unpacker: Sendable {
    private let limits: UnpackLimits

    /// - Throws: `ModuleBuildError.toolMissing`.
    package init(_ limits: UnpackLimits = .student) throws(ModuleBuildError) {
        self.limits = limits
        for tool in ["bsdtar", "bwrap", "prlimit"] where access("/usr/bin/\(tool)", X_OK) != 0 {
            throw .toolMissing(tool)
        }
    }

    /// Whether a file of this name is treated as an archive.
    package static func isArchive(_ name: String) -> Bool {
        let name = name.lowercased()
        return endings.contains { name.hasSuffix($0) && name.count > $0.count }
    }

    /// A name without the ending of an archive.
    package static func stem(_ name: String) -> String {
        let lower = name.lowercased()
        let ending = endings.first { lower.hasSuffix($0) && lower.count > $0.count }
        return String(name.dropLast(ending?.count ?? 0))
    }

    private static let endings = [
        ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tar.z", ".tgz", ".txz", ".tbz2", ".tar", ".zip", ".7z", ".rar",
        // One compressed file, or an archive under a shortened name: the content tells.
        ".gz", ".xz", ".bz2", ".zst", ".z", ".lzh", ".cab", ".jar",
    ]

    /// Unpacks `archive` into `folder`, which is created.
    ///
    /// - Throws: ``ArchiveProblem`` for the student to fix; `ModuleBuildError` for a fault of this machine.
    package func unpack(_ archive: String, into folder: String) async throws {
        // Whoever opens a FIFO waits for its other end.
        var status = stat()
        guard stat(archive, &status) == 0 else {
            throw ArchiveProblem.damaged(reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw ArchiveProblem.damaged(reason: "it is no file") }
        // bsdtar takes an empty file for an archive of nothing.
        guard status.st_size > 0 else { throw ArchiveProblem.other(.empty) }
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw ModuleBuildError.folderUnusable(folder: folder, reason: "it cannot be created")
        }
        let listed = try await run("bsdtar --numeric-owner -tvf /archive", archive, folder)
        guard listed.status == 0 else {
            let problem = problem(listed, archive)
            guard problem == .other(.compressedFile) else { throw problem }
            return try await unpackSingle(archive, into: folder)
        }
        guard !listed.wasCut else { throw ArchiveProblem.tooManyEntries(limit: limits.entries) }
        guard let listing = ArchiveListing(String(decoding: listed.output, as: UTF8.self)) else {
            throw ArchiveProblem.damaged(reason: "its list of contents cannot be understood")
        }
        try listing.check(limits)
        let unpacked = try await run(Self.script, archive, folder)
        guard unpacked.status == 0 else { throw problem(unpacked, archive) }
        var tree = UnpackedTree(limits: limits)
        try tree.settle(Array(folder.utf8))
    }

    /// Unpacks one compressed source, such as `mtest.c.gz`: what is in it has no name, or one that the compressor wrote.
    private func unpackSingle(_ archive: String, into folder: String) async throws {
        let outcome = try await run("bsdcat /archive > one && cp one /out/one", archive, folder)
        let place = "\(folder)/one"
        guard outcome.status == 0, let bytes = try? Data(contentsOf: URL(filePath: place)) else {
            throw problem(outcome, archive)
        }
        guard let source = SingleFile(bytes, compressed: archive) else {
            unlink(place)
            throw ArchiveProblem.other(.compressedFile)
        }
        guard rename(place, "\(folder)/\(source.name)") == 0 else {
            throw ModuleBuildError.folderUnusable(folder: folder, reason: String(cString: strerror(errno)))
        }
    }

    /// The script unpacks everything inside the sandbox and copies only files to `/out`. A link that bsdtar refuses
    /// does not stop it: if a file is missing afterwards, the compiler reports it.
    private static let script = """
        bsdtar --no-same-owner --no-same-permissions --no-acls --no-xattrs --no-fflags -xf /archive 2>/tmp/said
        status=$?
        chmod -R u+rwX .
        if grep -qi 'passphrase\\|encrypt' /tmp/said; then head -c 2000 /tmp/said; exit 1; fi
        if [ $status != 0 ] && ! find . -type f | grep -q .; then cat /tmp/said; exit 1; fi
        if grep -q 'No space left' /tmp/said; then cat /tmp/said; exit 1; fi
        find . -type f -print0 | tar --null --no-recursion -T - -cf - | tar -C /out --no-same-owner -xf -
        """

    private func run(_ script: String, _ archive: String, _ folder: String) async throws -> SandboxRun.Outcome {
        var line = [
            "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
            "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C.UTF-8", "--ro-bind", "/usr", "/usr",
        ]
        for folder in ["/bin", "/lib", "/lib64"] {
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
                line += ["--symlink", target, folder]
            } else {
                line += ["--ro-bind-try", folder, folder]
            }
        }
        line += [
            "--dev", "/dev", "--size", "\(1 << 20)", "--tmpfs", "/tmp",
            // Folders and names take space in addition to the files' contents.
            "--size", "\(limits.size + limits.size / 8 + 4096 * limits.entries)", "--tmpfs", "/unpacked",
            "--ro-bind", archive, "/archive", "--bind", folder, "/out", "--chdir", "/unpacked",
            "prlimit", "--cpu=\(limits.seconds)", "--as=\(1 << 30)", "--fsize=\(limits.size)", "--nproc=32",
            "--nofile=256", "--core=0", "sh", "-c", script, "unpack",
        ]
        let outcome = try await SandboxRun.run(
            line, wall: .seconds(limits.wall), outputLimit: 300 * limits.entries)
        let said = String(decoding: outcome.output.prefix(300), as: UTF8.self)
        if said.hasPrefix("bwrap: ") {
            throw ModuleBuildError.sandboxFailed(detail: String(said.dropFirst(7).prefix { !$0.isNewline }))
        }
        if outcome.timedOut { throw ArchiveProblem.tooSlow(seconds: limits.wall) }
        return outcome
    }

    private func problem(_ outcome: SandboxRun.Outcome, _ archive: String) -> ArchiveProblem {
        let said = String(decoding: outcome.output, as: UTF8.self)
        if said.contains("No space left") || said.contains("File too large") || said.contains("File size limit") {
            return .tooLarge(limit: limits.size)
        }
        if outcome.status == nil || said.contains("CPU time limit") || outcome.status == 128 + SIGXCPU {
            return .tooSlow(seconds: limits.seconds)
        }
        if outcome.status == 128 + SIGXFSZ { return .tooLarge(limit: limits.size) }
        if said.lowercased().contains("passphrase") || said.lowercased().contains("encrypt") { return .encrypted }
        if let kind = ArchiveKind(archive), kind != .archive { return .other(kind) }
        let line = said.split(whereSeparator: \.isNewline).last {
            $0.hasPrefix("bsdtar: ") && !$0.contains("Error exit")
        }
        return .damaged(reason: String((line?.dropFirst(8) ?? "no reason is known").prefix(160)))
    }
}
