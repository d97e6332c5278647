package import FoundationEssentials
import Glibc
package import Results
import Sheets
import Words

/// The students of the class: a CSV file, for example one that the platform exported, in any encoding and with any
/// separator that spreadsheets save.
///
/// Headings may stand in any order and case: `id`, `name`, `first name`, `last name`, `email`, `login`, `submitted`,
/// `group`; those of Canvas's gradebook and list of groups, Moodle's worksheet, Gradescope's roster and scores, Blackboard
/// and Brightspace.
package struct Roster: Sendable, Hashable {
    /// An error in a roster, with its place. The instructor has to fix it.
    package struct Unusable: Error, Sendable, Equatable, CustomStringConvertible {
        package let file: String
        package let line: Int?
        package let reason: String

        package var description: String {
            "the roster is not usable: \(file.shownSafely)\(line.map { ":\($0)" } ?? ""): \(reason.shownSafely)"
        }
    }

    /// One person of the roster.
    package struct Entry: Sendable, Hashable {
        package var student: Student
        /// When the student submitted, in seconds since 1970; nil when the roster does not say.
        package var submitted: Double?
        /// The group that the student hands in with; nil for none.
        package var group: String?
        /// The row that the person stands in, from 1.
        package var row: Int
    }

    package private(set) var entries: [Entry]
    /// What the instructor should know, and what harms nothing: a person who stands in two equal rows.
    package private(set) var remarks: [String] = []
    /// The file's name for messages.
    package let file: String
    /// From a kind of name and a name, folded, to the indices of its entries.
    private var index: [String: [String: [Int]]] = [:]

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - file: Its path.
    ///   - zone: The zone of times that do not say theirs.
    /// - Throws: ``Unusable``.
    package init(file: String, zone: TimeZone = .current) throws(Unusable) {
        guard access(file, F_OK) != 0 || isFileOfPeople(file) else {
            throw Unusable(file: file, line: nil, reason: "it is no file, or larger than 16 MiB")
        }
        let bytes: [UInt8]
        do { bytes = Array(try Data(contentsOf: URL(filePath: file))) } catch {
            throw Unusable(file: file, line: nil, reason: "the file cannot be read: \(error.sentence)")
        }
        try self.init(bytes, file: file, zone: zone)
    }

    /// Reads the text of a file; errors name it as `file`.
    package init(_ text: String, file: String, zone: TimeZone = .current) throws(Unusable) {
        try self.init(Array(text.utf8), file: file, zone: zone)
    }

    /// Reads the bytes of a file; errors name it as `file`.
    package init(_ bytes: [UInt8], file: String, zone: TimeZone = .current) throws(Unusable) {
        self.file = file
        let table: DelimitedFile
        do { table = try DelimitedFile(bytes) } catch let flaw {
            throw Unusable(file: file, line: nil, reason: flaw.description)
        }
        let columns = RosterHeading.columns(table.rows[0].map(\.text))
        guard columns.values.contains(where: \.identifies) else {
            throw Unusable(
                file: file, line: 1, reason: "add a column `id`, `email` or `name`: no heading identifies students")
        }
        entries = []
        var seen: [String: Int] = [:]
        var repeated: [String] = []
        var summaries: [String] = []
        for row in table.rows.indices.dropFirst() {
            let reader = RosterRow(table, row, columns)
            if let summary = reader.summary {
                summaries.append(summary)
                continue
            }
            let entry: Entry?
            do { entry = try reader.entry(zone: zone) } catch let flaw {
                throw Unusable(file: file, line: nil, reason: flaw.description)
            }
            guard let entry else { continue }
            let key = PersonalID.folded(entry.student.id)
            guard let first = seen[key] else {
                seen[key] = entries.count
                entries.append(entry)
                continue
            }
            if let difference = entries[first].difference(from: entry) {
                throw Unusable(
                    file: file, line: nil,
                    reason:
                        "rows \(entries[first].row) and \(entry.row) both have the id \(entry.student.id), and differ "
                        + "(\(difference)): correct one, or remove it")
            }
            repeated.append("\(entry.row) (\(entries[first].student.id))")
            entries[first].take(entry)
        }
        guard !entries.isEmpty else {
            throw Unusable(file: file, line: nil, reason: "it has no students below its headings: export it again")
        }
        if !summaries.isEmpty {
            remarks.append(
                "\(file.fileName.shownSafely): left out, as about all students and without an id: \(ClassFolder.list(summaries))"
            )
        }
        if !repeated.isEmpty {
            remarks.append(
                "\(file.fileName.shownSafely): a person in two equal rows is one person: row \(ClassFolder.list(repeated))"
            )
        }
        reindex()
    }

    private mutating func reindex() {
        index = [:]
        for (number, entry) in entries.enumerated() {
            var names = entry.student.aliases.map { (kind: $0.key, name: $0.value) }
            names.append(("id", entry.student.id))
            for name in Set(PersonName.forms(entry.student.name).map(PersonalID.folded)) {
                names.append(("name", name))
            }
            for (kind, name) in names { index[kind, default: [:]][PersonalID.folded(name), default: []].append(number) }
        }
    }

    /// The entries with this name of this kind: `id`, `name` or one of ``Student/aliases``.
    func entries(_ kind: String, _ name: String) -> [Entry] {
        (index[kind]?[PersonalID.folded(name)] ?? []).map { entries[$0] }
    }

    /// Whether the roster has names of this kind.
    func knows(_ kind: String) -> Bool { index[kind] != nil }

    /// Takes the groups over from another table, which names students as a roster does.
    ///
    /// - Throws: ``Unusable`` with the row, where somebody in it is not in this roster, or there are no groups.
    package mutating func join(groups other: Roster) throws(Unusable) {
        guard other.entries.contains(where: { $0.group != nil }) else {
            throw Unusable(file: other.file, line: 1, reason: "add a column `group`: no heading names groups")
        }
        for entry in other.entries {
            let found = matches(entry.student)
            guard let match = found.first, found.count == 1, let at = entries.firstIndex(of: match) else {
                throw Unusable(
                    file: other.file, line: nil,
                    reason: "row \(entry.row): \(entry.student.id) "
                        + (found.isEmpty ? "is not in \(file.fileName)" : "may be several students of \(file.fileName)")
                )
            }
            entries[at].group = entry.group
        }
        remarks += other.remarks
    }
}

extension Roster.Entry {
    /// What two rows about one id have that cannot both be; nil where they agree or one is silent.
    fileprivate func difference(from other: Roster.Entry) -> String? {
        if PersonalID.folded(student.name) != PersonalID.folded(other.student.name) {
            return "\(student.name), \(other.student.name)"
        }
        for (kind, value) in student.aliases.sorted(by: { $0.key < $1.key }) {
            if let theirs = other.student.aliases[kind], PersonalID.folded(theirs) != PersonalID.folded(value) {
                return "\(value), \(theirs)"
            }
        }
        if let submitted, let theirs = other.submitted, submitted != theirs { return "the times of submission" }
        if let group, let theirs = other.group, group != theirs { return "\(group), \(theirs)" }
        return nil
    }

    /// Takes what another row about the same person has in addition.
    fileprivate mutating func take(_ other: Roster.Entry) {
        student.aliases.merge(other.student.aliases) { first, _ in first }
        submitted = submitted ?? other.submitted
        group = group ?? other.group
    }
}
