import FoundationEssentials
import Glibc
import Gradebook
package import Results
import Words

/// What lies in a folder of submissions: who handed what in, and what could not be told.
package struct ClassFolder: Sendable {
    /// In the order of the students' ids, one for each.
    package private(set) var arrivals: [Arrival] = []
    /// Students of whom several submissions came, with their names: none is taken, since nobody can tell which counts.
    package private(set) var duplicates: [(student: Student, labels: [String])] = []
    /// Names that nobody of the roster bears, or several do: a sentence each.
    package private(set) var unknown: [String] = []
    /// Students of the roster of whom nothing came.
    package private(set) var absent: [Student] = []

    /// A folder that holds no class. The instructor's.
    package struct Flaw: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Looks through `folder`.
    ///
    /// - Throws: ``Flaw``.
    package init(_ folder: String, roster: Roster?) throws(Flaw) {
        var found: [Arrival] = []
        let folder = Self.descend(folder)
        let names = Self.names(folder)
        guard !names.isEmpty else {
            throw Flaw(
                description: "there are no submissions in \(folder.shownSafely): it needs a folder or archive a student"
            )
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

    /// The names in a folder, without hidden ones and what a Macintosh adds. Those that are not UTF-8 cannot be asked for.
    static func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            !$0.hasPrefix(".") && $0 != "__MACOSX"
        }.sorted()
    }

    /// An archive of a class may hold it in a folder of its own.
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
                        student: student, place: isFolder(path) ? .folder(path) : .archive(path),
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
                        unknown.append("\(label.shownSafely) belongs to nobody: put it into a folder")
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

    private static func arrival(_ name: ArrivalName, _ place: Arrival.Place, _ label: String) -> Arrival {
        var aliases: [String: String] = [:]
        if name.platform != .plain { aliases[name.platform.rawValue] = name.key }
        return Arrival(
            student: Student(id: name.key, name: name.person, aliases: aliases), place: place, submitted: nil,
            label: label, isMarkedLate: name.isLate)
    }

    /// Puts the roster's people in place of the platform's; whom it does not know is reported.
    private mutating func identify(_ found: [Arrival], _ roster: Roster) -> [Arrival] {
        found.compactMap { arrival in
            let names = arrival.student.aliases.sorted { $0.key < $1.key }.map(\.value)
            let matches = roster.matches(names + [arrival.student.id, arrival.student.name])
            guard let match = matches.first, matches.count == 1 else {
                unknown.append(
                    matches.isEmpty
                        ? "\(arrival.label.shownSafely) is from nobody of the roster"
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
    /// What comes after the last slash.
    var fileName: String { split(separator: "/").last.map(String.init) ?? self }

    /// Fit for a terminal.
    var shownSafely: String { visibleLine }
}
