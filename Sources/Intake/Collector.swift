import FoundationEssentials
import Glibc
package import Gradebook
import ModuleBuild
import Words

/// Gets the sources out of submissions.
package struct Collector: Sendable {
    private let scratch: String
    private let unpacker: Unpacker
    private let gradebook: Gradebook?

    /// How deep archives inside archives are opened.
    private static let depth = 3

    /// - Parameters:
    ///   - gradebook: remembers archives, so that no archive is unpacked twice; nil where nothing may be written.
    ///   - scratch: a folder for unpacked archives.
    /// - Throws: `ModuleBuildError.toolMissing`.
    package init(gradebook: Gradebook?, scratch: String) throws {
        self.gradebook = gradebook
        self.scratch = scratch
        unpacker = try Unpacker()
    }

    /// The sources, or a sentence that says why there are none.
    ///
    /// - Throws: errors of this machine, or cancellation.
    package func collect(_ arrival: Arrival) async throws -> Gradebook.HandIn {
        let room = "\(scratch)/\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: room) }
        do {
            switch arrival.location {
            case .folder(let path): return try await collect(folder: path, arrival, room, depth: 0)
            case .archive(let path): return try await collect(archive: path, arrival, room, depth: 0)
            case .typedText(let path):
                return .problem(
                    "\(path.fileName.shownSafely): hand in the source as a file: only text was typed into the platform")
            case .files(let given):
                let files = try Self.undone(given)
                let archives = files.filter { Unpacker.isArchive($0.key) }
                if let only = archives.first, archives.count == 1, files.count == 1 {
                    return try await collect(archive: only.value, arrival, room, depth: 0)
                }
                try FileManager.default.createDirectory(atPath: room, withIntermediateDirectories: true)
                for (name, path) in files where !name.contains("/") {
                    close(try Self.open(path))
                    do { try FileManager.default.copyItem(atPath: path, toPath: "\(room)/\(name)") } catch {
                        throw SubmissionError.unreadable(path: name, reason: error.sentence)
                    }
                }
                return try await collect(folder: room, arrival, room, depth: 0)
            }
        } catch let problem as ArchiveProblem {
            return .problem("\(problem)")
        } catch let problem as SubmissionError {
            let folder = if case .folder(let path) = arrival.location { path } else { room }
            return .problem(Self.sentence(problem, folder))
        }
    }

    private func collect(
        archive: String, _ arrival: Arrival, _ room: String, depth: Int
    ) async throws -> Gradebook.HandIn {
        guard depth < Self.depth else {
            return .problem("pack the folder again, as one archive: it holds archives in archives")
        }
        let key = try Self.key(archive)
        switch try gradebook?.archive(key) {
        case .submission(let hash): return .known(hash: hash, submitted: arrival.submitted)
        case .problem(let problem): return .problem(Self.named(archive, problem))
        case nil: break
        }
        let folder = "\(room)/\(depth)"
        let handIn: Gradebook.HandIn
        do {
            try await unpacker.unpack(archive, into: folder)
            handIn = try await collect(folder: folder, arrival, room, depth: depth + 1)
        } catch let problem as ArchiveProblem {
            handIn = .problem("\(problem)")
        } catch let problem as SubmissionError {
            handIn = .problem(Self.sentence(problem, folder))
        }
        try gradebook?.remember(archive: key, handIn)
        if case .problem(let problem) = handIn { return .problem(Self.named(archive, problem)) }
        return handIn
    }

    /// The sentence with the archive's name in front: students hand in several, and platforms rename them.
    private static func named(_ archive: String, _ problem: String) -> String {
        "\(archive.fileName.shownSafely): \(problem)"
    }

    /// Files under the names that the students gave them, where the platform has put numbers in.
    private static func undone(_ files: [String: String]) throws -> [String: String] {
        var includes: Set<String> = []
        for (name, path) in files where name.hasSuffix(".c") || name.hasSuffix(".h") {
            // Large files are refused later, with a sentence.
            let text = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int).flatMap { size in
                size <= 1 << 20 ? try? Data(contentsOf: URL(filePath: path)) : nil
            }
            includes.formUnion(Self.includes(in: String(decoding: text ?? Data(), as: UTF8.self)))
        }
        let names = NumberedName.undone(files.keys.sorted(), includes: includes)
        return Dictionary(uniqueKeysWithValues: files.map { (names[$0.key] ?? $0.key, $0.value) })
    }

    /// Sources without the number of a copy, such as `compat (1).h`, in a folder or archive: there everything else is called as
    /// the student called it.
    private static func uncopied(_ files: [SourceSet.File]) -> [SourceSet.File] {
        guard files.contains(where: { NumberedName.copied($0.path) != nil }) else { return files }
        let includes = files.reduce(into: Set<String>()) {
            $0.formUnion(Self.includes(in: String(decoding: $1.bytes, as: UTF8.self)))
        }
        let names = NumberedName.undone(files.map(\.path), includes: includes, by: NumberedName.copied)
        return files.map { SourceSet.File(path: names[$0.path] ?? $0.path, bytes: $0.bytes) }
    }

    /// The names of the files that a source includes by quotes, without their folders.
    private static func includes(in source: String) -> Set<String> {
        Set(
            source.split(separator: "\n").filter { $0.contains("include") }.compactMap { line in
                let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
                return parts.count >= 3 ? String(parts[1]).fileName : nil
            })
    }

    private func collect(
        folder: String, _ arrival: Arrival, _ room: String, depth: Int
    ) async throws -> Gradebook.HandIn {
        let submission: Submission
        do { submission = try Submission.find(in: folder) } catch let error {
            guard case .noModule = error else { throw error }
            // Moodle's folders hold the uploaded files, and one of these may be an archive.
            let archives = Self.archives(folder)
            guard let archive = archives.first else {
                if case .noModule(_, sources: []) = error, let text = Self.other(folder) { return .problem(text) }
                throw error
            }
            guard archives.count == 1 else {
                return .problem(
                    "hand in one archive: there are \(archives.count) archives "
                        + "(\(archives.prefix(4).map(\.fileName.shownSafely).joined(separator: ", ")))")
            }
            return try await collect(archive: archive, arrival, room, depth: depth)
        }
        let files = try submission.files.map { SourceSet.File(path: $0, bytes: try submission.contents(of: $0)) }
        return .sources(SourceSet(files: Self.uncopied(files)), submitted: arrival.submitted)
    }

    /// A sentence with the names of what is there instead of a source; nil where nothing is.
    private static func other(_ folder: String) -> String? {
        let listing = FolderListing(folder)
        let names = listing.names.flatMap { name in
            FolderListing.isFolder("\(folder)/\(name)")
                ? FolderListing("\(folder)/\(name)").names.map { "\(name)/\($0)" } : [name]
        }
        let found = names + listing.unreadable
        return found.isEmpty
            ? nil : "hand in the module's .c file: there is no C file, only \(ClassFolder.list(found))"
    }

    private static func archives(_ folder: String) -> [String] {
        var found: [String] = []
        for name in FolderListing(folder).names {
            let path = "\(folder)/\(name)"
            if FolderListing.isFolder(path) {
                found += FolderListing(path).names.filter(Unpacker.isArchive).map { "\(path)/\($0)" }
            } else if Unpacker.isArchive(name) {
                found.append(path)
            }
        }
        return found
    }

    /// A file that can hold a submission: a regular one, not larger than all that a submission may have. Nothing else is
    /// read or copied.
    private static func open(_ path: String) throws -> Int32 {
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SubmissionError.unreadable(path: path.fileName, reason: String(cString: strerror(errno)))
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw SubmissionError.unreadable(path: path.fileName, reason: "not a file")
        }
        // An archive of files that cannot be made smaller is little larger than they are.
        guard status.st_size <= 2 * UnpackLimits.student.size else {
            close(descriptor)
            throw ArchiveProblem.tooLarge(limit: UnpackLimits.student.size)
        }
        return descriptor
    }

    /// The key of an archive in the gradebook: a hash of its bytes and of the version of this code.
    private static func key(_ archive: String) throws -> String {
        let descriptor = try open(archive)
        defer { close(descriptor) }
        var digest = Digest()
        digest.add(field: "archive 3")
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw SubmissionError.unreadable(path: archive.fileName, reason: String(cString: strerror(errno)))
            }
            if count == 0 { return digest.text }
            digest.add(piece[..<count])
        }
    }

    /// The error's sentence, with "the submission" for the folder, whose path means nothing to a reader.
    private static func sentence(_ error: SubmissionError, _ folder: String) -> String {
        var text = "\(error)"
        var resolved = folder
        if let path = realpath(folder, nil) {
            resolved = String(cString: path)
            free(path)
        }
        for place in [resolved, folder] { text = text.replacing(place, with: "the submission") }
        return text.visibleLine
    }
}
