import FoundationEssentials
import Glibc
import Gradebook
import Reporting
import Results
import Words

/// Submissions of earlier years, to compare this year's with: gradebooks, and folders of sources.
enum EarlierYears {
    /// A submission, and what it is called.
    typealias Submission = (name: String, files: [SourceFile])

    /// More than this of one file is no source.
    private static let largest = 4 << 20

    /// Reads archives.
    ///
    /// - Parameters:
    ///   - archives: Folders. One that has a gradebook, or has folders with one in it, gives the submissions in it; of any
    ///     other each folder with C files right in it is a submission.
    ///   - scratch: A folder for copies: an old gradebook stays as it is.
    /// - Returns: The submissions, with names that say the year.
    /// - Throws: ``Failure`` for an archive that has nothing in it.
    static func read(_ archives: [String], scratch: String) throws -> [Submission] {
        try archives.flatMap { archive in
            let found = try submissions(archive, scratch: scratch)
            guard !found.isEmpty else {
                throw Failure(
                    description:
                        "\(archive.visibleLine) has no gradebook and no folder with .c files: unpack what is in archives there",
                    status: 2)
            }
            return found
        }
    }

    private static func submissions(_ archive: String, scratch: String) throws -> [Submission] {
        let files = FileManager.default
        let root = URL(filePath: archive).standardizedFileURL.path
        let year = root.split(separator: "/").last.map(String.init) ?? archive
        guard let paths = try? files.subpathsOfDirectory(atPath: root) else {
            throw Failure(description: "\(archive.visibleLine) cannot be read: is it a folder?", status: 2)
        }
        let gradebooks = paths.filter { $0 == "gradebook.sqlite" || $0.hasSuffix("/gradebook.sqlite") }
        if !gradebooks.isEmpty {
            return try gradebooks.sorted().flatMap { path in
                let place = path.split(separator: "/").dropLast().joined(separator: "/")
                return try submissions(
                    gradebook: "\(root)/\(place)", year: place.isEmpty ? year : "\(year)/\(place)", scratch: scratch)
            }
        }
        let byFolder = Dictionary(grouping: paths.filter(ComparedText.isCode)) { path in
            path.split(separator: "/").dropLast().joined(separator: "/")
        }
        return byFolder.sorted { $0.key < $1.key }.compactMap { folder, paths in
            let sources = paths.sorted().compactMap { source("\(root)/\($0)", path: $0) }
            guard sources.contains(where: { $0.path.hasSuffix(".c") }) else { return nil }
            return (folder.isEmpty ? year : "\(year)/\(folder)", sources)
        }
    }

    private static func source(_ file: String, path: String) -> SourceFile? {
        var status = stat()
        guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= largest,
            let data = try? Data(contentsOf: URL(filePath: file))
        else { return nil }
        return SourceFile(
            path: path.split(separator: "/").last.map(String.init) ?? path, text: String(decoding: data, as: UTF8.self))
    }

    /// A copy is read, since a gradebook of an older format is brought to the present one when it is opened.
    private static func submissions(gradebook: String, year: String, scratch: String) throws -> [Submission] {
        let files = FileManager.default
        let copy = "\(scratch)/\(UInt64.random(in: 0 ... .max))"
        try files.createDirectory(atPath: copy, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] where access("\(gradebook)/gradebook.sqlite\(suffix)", R_OK) == 0 {
            try files.copyItem(
                atPath: "\(gradebook)/gradebook.sqlite\(suffix)", toPath: "\(copy)/gradebook.sqlite\(suffix)")
        }
        let book = try Gradebook.open(copy)
        let (classResult, material) = try book.marks()
        return try classResult.students.compactMap { student in
            guard let sources = try material.withSources(student).current?.sources, !sources.isEmpty else { return nil }
            let name = student.student.name.isEmpty ? student.student.id : student.student.name
            return ("\(year): \(name)", sources)
        }
    }
}
