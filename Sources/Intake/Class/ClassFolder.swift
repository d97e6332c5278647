package import FoundationEssentials
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
    /// Names of files and folders that are from nobody of the roster; they are in ``unknown`` as well.
    package private(set) var strangers: [String] = []
    /// Sentences about what is left out for a good reason: older attempts, texts beside files, what macOS adds.
    package private(set) var remarks: [String] = []
    /// Students of the roster who handed in nothing.
    package private(set) var absent: [Student] = []

    /// A folder without submissions. The instructor has to name another one.
    package struct NoSubmissions: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Reads `folder`; `zone` is that of the platform, for times in names, which do not say theirs.
    ///
    /// - Throws: ``NoSubmissions``.
    package init(_ folder: String, roster: Roster?, zone: TimeZone = .current) throws(NoSubmissions) {
        let folder = Self.descend(folder)
        let listing = FolderListing(folder)
        if let reason = listing.problem {
            throw NoSubmissions(description: "\(folder.shownSafely) cannot be read: \(reason)")
        }
        guard !listing.names.isEmpty || !listing.unreadable.isEmpty else {
            throw NoSubmissions(
                description:
                    "there are no submissions in \(folder.shownSafely): put in a folder or an archive for each "
                    + "student")
        }
        unknown = listing.unreadable.map { "\($0.shownSafely): rename it, the name is not UTF-8" }
        if !listing.leftOut.isEmpty {
            remarks.append("left out, as no work of students: \(Self.list(listing.leftOut))")
        }
        var found: [Arrival]
        if listing.names.contains(GradescopeExport.fileName) {
            found = try gradescope(folder, listing.names, zone)
        } else {
            let named = NamedArrivals(folder, listing.names, zone)
            found = named.arrivals
            unknown += named.unknown
            remarks += named.remarks
        }
        if let roster { found = identify(found, roster) }
        sort(found)
        if let roster {
            arrivals = shareInGroups(roster)
            let present = Set(arrivals.map(\.student.id) + duplicates.map(\.student.id))
            absent = roster.entries.map(\.student).filter { !present.contains($0.id) }
        }
        unknown.sort()
    }

    /// The folder that holds the submissions: an archive of a class may have one more folder around them.
    private static func descend(_ folder: String) -> String {
        var folder = folder
        while true {
            let names = FolderListing(folder).names
            guard names.count == 1, FolderListing.isFolder("\(folder)/\(names[0])"),
                ArrivalName(names[0]).platform == .plain
            else { return folder }
            let inner = FolderListing("\(folder)/\(names[0])").names
            guard !inner.contains(ArrivalName.sakaiFiles) else { return folder }
            let holdsSeveral =
                inner.count { FolderListing.isFolder("\(folder)/\(names[0])/\($0)") || Unpacker.isArchive($0) } > 1
            let holdsSources = inner.contains { $0.hasSuffix(".c") && ArrivalName($0).platform == .plain }
            let isPlatforms = inner.contains { ArrivalName($0).platform != .plain }
            guard (holdsSeveral || isPlatforms) && !holdsSources || inner.contains(GradescopeExport.fileName) else {
                return folder
            }
            folder += "/\(names[0])"
        }
    }

    /// At most five names, and how many more there are.
    package static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map(\.shownSafely).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }

    private mutating func gradescope(
        _ folder: String, _ names: [String], _ zone: TimeZone
    ) throws(NoSubmissions) -> [Arrival] {
        let file = GradescopeExport.fileName
        guard let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8),
            let export = GradescopeExport(text, zone: zone)
        else {
            throw NoSubmissions(
                description:
                    "\(folder.shownSafely)/\(file) is not as Gradescope writes it: export the submissions again")
        }
        var found: [Arrival] = []
        var seen: Set<String> = []
        for name in names where name != file {
            let key = export.submissions[name] == nil ? Unpacker.stem(name) : name
            guard let submission = export.submissions[key] else {
                unknown.append("\(name.shownSafely) is not in \(file)")
                continue
            }
            seen.insert(key)
            if submission.students.isEmpty { unknown.append("\(name.shownSafely) has no submitters in \(file)") }
            if let text = submission.unreadTime {
                unknown.append("\(name.shownSafely): \(file) has a time that is none: “\(text.shownSafely)”")
            }
            let path = "\(folder)/\(name)"
            let ids = submission.students.map(\.id).sorted()
            for student in submission.students {
                found.append(
                    Arrival(
                        student: student, location: FolderListing.isFolder(path) ? .folder(path) : .archive(path),
                        submitted: submission.submitted, label: name,
                        group: ids.count > 1 ? ids.joined(separator: ", ") : nil))
            }
        }
        for name in export.submissions.keys.sorted() where !seen.contains(name) {
            unknown.append("\(name.shownSafely) is in \(file), and there is no such folder")
        }
        return found
    }

    /// Replaces the platform's students by the roster's. A student who is not in the roster is reported.
    private mutating func identify(_ found: [Arrival], _ roster: Roster) -> [Arrival] {
        let groups = Dictionary(grouping: roster.entries.filter { $0.group != nil }) {
            PersonName.letters($0.group ?? "")
        }
        return found.flatMap { arrival -> [Arrival] in
            let matches = roster.matches(arrival.student)
            // A folder may be named by the group.
            if matches.isEmpty, let members = groups[PersonName.letters(arrival.student.name)] {
                return members.map { arrival.of($0) }
            }
            if let match = matches.first, matches.count == 1 { return [arrival.of(match)] }
            let label = arrival.label.shownSafely
            guard matches.isEmpty else {
                unknown.append(
                    "\(label) may be from \(matches.map(\.student.id.shownSafely).joined(separator: " or "))")
                return []
            }
            strangers.append(arrival.label)
            unknown.append("\(label) is not from a student of the roster\(roster.hint(for: arrival.student.id))")
            return []
        }
    }

    /// One submission for each student: the newest of several where the platform says when each was handed in.
    private mutating func sort(_ found: [Arrival]) {
        for (_, same) in Dictionary(grouping: found, by: \.student.id) {
            let files = same.filter { if case .typedText = $0.location { false } else { true } }
            if !files.isEmpty, files.count < same.count {
                let texts = same.filter { !files.contains($0) }.map(\.label)
                remarks.append(
                    "\(same[0].student.id.shownSafely): files are graded, what was typed beside them is not "
                        + "(\(Self.list(texts.sorted())))")
            }
            let counting = files.isEmpty ? same : files
            let newest = counting.max { ($0.submitted ?? 0) < ($1.submitted ?? 0) }
            let isOrdered = Set(counting.compactMap(\.submitted)).count == counting.count
            if let newest, counting.count == 1 || isOrdered {
                arrivals.append(newest)
                for older in counting.sorted(by: { $0.label < $1.label }) where older != newest {
                    remarks.append(
                        "\(older.student.id.shownSafely): the newest attempt is graded, and an earlier one is not "
                            + "(\(Self.list(older.names)))")
                }
            } else {
                duplicates.append((same[0].student, counting.map(\.label).sorted()))
            }
        }
        arrivals.sort { $0.student.id < $1.student.id }
        duplicates.sort { $0.student.id < $1.student.id }
        remarks.sort()
    }

    /// The submissions, with a copy for each member of a group who has none: platforms export one for all.
    private func shareInGroups(_ roster: Roster) -> [Arrival] {
        let present = Set(arrivals.map(\.student.id) + duplicates.map(\.student.id))
        let groups = Dictionary(grouping: arrivals.filter { $0.group != nil }) { $0.group ?? "" }
        let shared = roster.entries.compactMap { entry -> Arrival? in
            guard !present.contains(entry.student.id), let group = entry.group, let first = groups[group]?.first else {
                return nil
            }
            var copy = first.of(entry)
            copy.submitted = first.submitted
            return copy
        }
        return (arrivals + shared).sorted { $0.student.id < $1.student.id }
    }
}

extension Arrival {
    /// The same submission as one of this person's.
    fileprivate func of(_ entry: Roster.Entry) -> Arrival {
        var arrival = self
        arrival.student = entry.student
        // What the platform calls the person is kept, where it is the person's and the roster does not know it.
        if student.id == entry.student.id || !student.aliases.isEmpty, group == nil || group == entry.group {
            arrival.student.aliases.merge(student.aliases) { roster, _ in roster }
        }
        arrival.submitted = submitted ?? entry.submitted
        arrival.group = entry.group ?? group
        return arrival
    }
}

extension String {
    /// The part after the last slash.
    var fileName: String { split(separator: "/").last.map(String.init) ?? self }

    /// The text without control characters, for a terminal.
    var shownSafely: String { visibleLine }
}
