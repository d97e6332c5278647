import FoundationEssentials
import Glibc
import Gradebook
package import Results
import Words

/// The contents of a folder of submissions: what each student handed in, and what could not be assigned to a student.
package struct ClassFolder: Sendable {
    /// The submissions, in the order of the students' ids, one for each student.
    package private(set) var arrivals: [Arrival] = []
    /// Students with several submissions, and the names of these. None of them is graded, because it is unknown which
    /// one counts.
    package private(set) var duplicates: [(student: Student, labels: [String])] = []
    /// One sentence for each file or folder that belongs to no student, or may belong to several.
    package private(set) var unknown: [String] = []
    /// Students of the roster who handed in nothing.
    package private(set) var absent: [Student] = []

    /// A folder without submissions. The instructor has to name another one.
    package struct NoSubmissions: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Reads `folder`.
    ///
    /// - Throws: ``NoSubmissions``.
    package init(_ folder: String, roster: Roster?) throws(NoSubmissions) {
        var found: [Arrival] = []
        let folder = Self.descend(folder)
        let names = Self.names(folder)
        guard !names.isEmpty else {
            throw NoSubmissions(
                description:
                    "there are no submissions in \(folder.shownSafely): put in a folder or an archive for each "
                    + "student")
        }
        if let text = try? String(contentsOfFile: "\(folder)/submission_metadata.yml", encoding: .utf8),
            let export = GradescopeExport(text)
        {
            found = Self.gradescope(export, folder, names, &unknown)
        } else {
            found = Self.named(folder, names, &unknown)
        }
        if let roster { found = identify(found, roster) }
        sort(found)
        if let roster {
            let present = Set(arrivals.map(\.student.id) + duplicates.map(\.student.id))
            absent = roster.entries.map(\.student).filter { !present.contains($0.id) }
        }
    }

    /// The names in a folder, without hidden files and those that macOS adds. Names that are not UTF-8 cannot be
    /// listed.
    static func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            !$0.hasPrefix(".") && $0 != "__MACOSX"
        }.sorted()
    }

    /// The folder that holds the submissions: an archive of a class may have one more folder around them.
    private static func descend(_ folder: String) -> String {
        var folder = folder
        while true {
            let names = names(folder)
            guard names.count == 1, isFolder("\(folder)/\(names[0])"), ArrivalName(names[0]).platform == .plain else {
                return folder
            }
            let inner = Self.names("\(folder)/\(names[0])")
            let holdsSeveral = inner.count { isFolder("\(folder)/\(names[0])/\($0)") || Unpacker.isArchive($0) } > 1
            let holdsSources = inner.contains { $0.hasSuffix(".c") }
            guard holdsSeveral && !holdsSources || inner.contains("submission_metadata.yml") else { return folder }
            folder += "/\(names[0])"
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private static func gradescope(
        _ export: GradescopeExport, _ folder: String, _ names: [String], _ unknown: inout [String]
    ) -> [Arrival] {
        var found: [Arrival] = []
        for name in names where name != "submission_metadata.yml" {
            guard let submission = export.submissions[name] ?? export.submissions[Unpacker.stem(name)] else {
                unknown.append("\(name.shownSafely) is not in submission_metadata.yml")
                continue
            }
            let path = "\(folder)/\(name)"
            for student in submission.students {
                found.append(
                    Arrival(
                        student: student, location: isFolder(path) ? .folder(path) : .archive(path),
                        submitted: submission.submitted, label: name, isMarkedLate: false))
            }
        }
        return found
    }

    private static func named(_ folder: String, _ names: [String], _ unknown: inout [String]) -> [Arrival] {
        var found: [Arrival] = []
        var loose: [String: (name: ArrivalName, files: [String: String])] = [:]
        for label in names {
            let name = ArrivalName(label)
            let path = "\(folder)/\(label)"
            if name.isTypedText { continue }
            let isFolder = isFolder(path)
            guard isFolder || isFile(path) else {
                unknown.append("\(label.shownSafely) is neither a folder nor a file")
                continue
            }
            if !isFolder && !Unpacker.isArchive(label) {
                // Canvas exports the files of a submission side by side.
                guard name.platform != .plain else {
                    if label.hasSuffix(".c") {
                        unknown.append("put \(label.shownSafely) into a folder: a loose file has no student")
                    }
                    continue
                }
                loose[name.key, default: (name, [:])].files[name.file] = path
                continue
            }
            found.append(arrival(name, isFolder ? .folder(path) : .archive(path), label))
        }
        for (_, (name, files)) in loose {
            found.append(arrival(name, .files(files), files.values.sorted().first?.fileName ?? ""))
        }
        return found
    }

    private static func arrival(_ name: ArrivalName, _ location: Arrival.Location, _ label: String) -> Arrival {
        var aliases: [String: String] = [:]
        if name.platform != .plain { aliases[name.platform.rawValue] = name.key }
        return Arrival(
            student: Student(id: name.key, name: name.person, aliases: aliases), location: location, submitted: nil,
            label: label, isMarkedLate: name.isLate)
    }

    /// Replaces the platform's students by the roster's. A student who is not in the roster is reported.
    private mutating func identify(_ found: [Arrival], _ roster: Roster) -> [Arrival] {
        found.compactMap { arrival in
            let names = arrival.student.aliases.sorted { $0.key < $1.key }.map(\.value)
            let matches = roster.matches(names + [arrival.student.id, arrival.student.name])
            guard let match = matches.first, matches.count == 1 else {
                unknown.append(
                    matches.isEmpty
                        ? "\(arrival.label.shownSafely) is not from a student of the roster"
                        : "\(arrival.label.shownSafely) may be from \(matches.map(\.student.id.shownSafely).joined(separator: " or "))"
                )
                return nil
            }
            var arrival = arrival
            let aliases = arrival.student.aliases
            arrival.student = match.student
            arrival.student.aliases.merge(aliases) { roster, _ in roster }
            arrival.submitted = arrival.submitted ?? match.submitted
            return arrival
        }
    }

    private mutating func sort(_ found: [Arrival]) {
        for (_, same) in Dictionary(grouping: found, by: \.student.id) {
            if same.count == 1 {
                arrivals += same
            } else {
                duplicates.append((same[0].student, same.map(\.label).sorted()))
            }
        }
        arrivals.sort { $0.student.id < $1.student.id }
        duplicates.sort { $0.student.id < $1.student.id }
        unknown.sort()
    }
}

extension String {
    /// The part after the last slash.
    var fileName: String { split(separator: "/").last.map(String.init) ?? self }

    /// The text without control characters, for a terminal.
    var shownSafely: String { visibleLine }
}
