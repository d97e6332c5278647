import FoundationEssentials
import Glibc

/// A copy of a submission's sources under names that make can handle. A link with the original name stands for each
/// renamed file, so that an `#include` of it works.
struct StagedSources {
    /// The folder of the copy.
    let folder: String
    /// The paths of the sources to compile, relative to the copy, without `.c`.
    private(set) var parts: [String] = []
    /// Folders with headers, relative to the copy; an empty string is the copy itself.
    private(set) var includeFolders: [String] = []
    /// From the names in the copy to the names in the submission.
    private(set) var names: [String: String] = [:]

    private var contents: [String: [UInt8]] = [:]

    /// Copies the submission into `folder`, which must be empty.
    ///
    /// - Throws: `ModuleBuildError`.
    init(_ submission: Submission, into folder: String) throws {
        self.folder = folder
        var taken: Set<String> = []
        var includes: Set<String> = []
        for file in submission.files {
            let bytes: [UInt8]
            do {
                bytes = try SourceTree.contents(of: file, in: submission.root)
            } catch {
                throw ModuleBuildError.submissionChanged(error)
            }
            let isPart = submission.sources.contains(file)
            var staged = Self.safe(file)
            if isPart { staged = Self.partName(of: staged, in: submission) }
            // Two names may become the same name.
            while !taken.insert(staged).inserted { staged = Self.prefixed(staged) }
            try Self.write(bytes, to: "\(folder)/\(staged)", in: folder)
            if staged != file {
                names[staged] = file
                try? Self.link("\(folder)/\(file)", to: staged, depth: file.count { $0 == "/" })
            }
            contents[file] = bytes
            if isPart { parts.append(String(staged.dropLast(2))) }
            if file.hasSuffix(".h") { includes.insert(String(Submission.folderPart(staged).dropLast())) }
        }
        includeFolders = includes.sorted()
    }

    /// A line of a file of the submission, counted from 1, without the line end. Bytes that are not UTF-8 are replaced.
    func line(_ number: Int, of file: String) -> String? {
        guard let bytes = contents[file], number > 0 else { return nil }
        let lines = bytes.split(separator: 0x0a, maxSplits: number, omittingEmptySubsequences: false)
        guard number <= lines.count else { return nil }
        var line = lines[number - 1]
        if line.last == 0x0d { line.removeLast() }
        // A line of a megabyte is of no use to a reader.
        return String(decoding: line.prefix(400), as: UTF8.self)
    }

    /// Whether any file contains `word`, also in a comment.
    func mentions(_ word: String) -> Bool {
        contents.values.contains { $0.firstRange(of: word.utf8) != nil }
    }

    private static func safe(_ path: String) -> String {
        path.split(separator: "/").map { part in
            String(
                part.unicodeScalars.map { scalar in
                    switch scalar {
                    case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-", "+": Character(scalar)
                    default: "_"
                    }
                })
        }.joined(separator: "/")
    }

    /// A single source is renamed to the module's name. Of several sources, none may have the name of the module that
    /// they are linked into.
    private static func partName(of path: String, in submission: Submission) -> String {
        let folder = Submission.folderPart(path)
        guard submission.hasGivenName else { return "\(folder)\(submission.moduleName).c" }
        return Submission.filePart(path) == "\(submission.moduleName).c" ? prefixed(path) : path
    }

    private static func prefixed(_ path: String) -> String {
        "\(Submission.folderPart(path))part_\(Submission.filePart(path))"
    }

    private static func write(_ bytes: [UInt8], to path: String, in folder: String) throws {
        do {
            let file = URL(filePath: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw ModuleBuildError.folderUnusable(folder: folder, reason: "the disk is full")
        } catch {
            throw ModuleBuildError.folderUnusable(folder: folder, reason: "it cannot be written to")
        }
    }

    private static func link(_ path: String, to staged: String, depth: Int) throws {
        let file = URL(filePath: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: String(repeating: "../", count: depth) + staged)
    }
}
