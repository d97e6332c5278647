import FoundationEssentials
package import Results
import SwiftCSV

/// Who is in the class: a CSV file, for example one that the platform exported.
///
/// Known headings, in any order and case: `id`, `name`, `first name`, `last name`, `email`, `login`, `submitted`; Canvas's
/// `Student`, `ID`, `SIS User ID`, `SIS Login ID`; Moodle's `Identifier`, `Full name`, `Email address`; Gradescope's `SID`.
package struct Roster: Sendable, Hashable {
    /// A roster that cannot be used, with the place that is to be mended. The instructor's.
    package struct Flaw: Error, Sendable, Equatable, CustomStringConvertible {
        package let file: String
        package let line: Int?
        package let reason: String

        package var description: String {
            "the roster is not usable: \(file.shownSafely)\(line.map { ":\($0)" } ?? ""): \(reason.shownSafely)"
        }
    }

    /// One line of it.
    package struct Entry: Sendable, Hashable {
        package var student: Student
        /// Seconds since 1970, where the roster says when the student's submission came.
        package var submitted: Double?
    }

    package let entries: [Entry]
    /// From an alias in small letters to the indices of the entries that bear it.
    private let index: [String: [Int]]

    /// Reads a file.
    ///
    /// - Throws: ``Flaw``.
    package init(file: String) throws(Flaw) {
        let text: String
        do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
            throw Flaw(file: file, line: nil, reason: "it cannot be read as UTF-8")
        }
        try self.init(text, file: file)
    }

    /// Reads a file's text.
    package init(_ text: String, file: String) throws(Flaw) {
        let rows: [[String]]
        do {
            rows = try EnumeratedCSV(
                string: text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text, loadColumns: false
            )
            .asRows()
        } catch {
            throw Flaw(file: file, line: nil, reason: "this is not CSV (\(error))")
        }
        guard let header = rows.first else { throw Flaw(file: file, line: 1, reason: "it is empty") }
        let columns = Self.columns(header)
        guard columns.values.contains(where: Self.identifying.contains) else {
            throw Flaw(file: file, line: 1, reason: "no heading tells who is who: it needs `id`, `email` or `name`")
        }
        var entries: [Entry] = []
        var seen: [String: Int] = [:]
        for (number, row) in rows.enumerated().dropFirst() {
            var fields: [String: String] = [:]
            for (at, field) in columns where at < row.count {
                let value = row[at].trimmed
                if !value.isEmpty { fields[field] = value }
            }
            guard let entry = try Self.entry(fields, file: file, line: number + 1) else { continue }
            if let first = seen[entry.student.id] {
                throw Flaw(
                    file: file, line: number + 1, reason: "the id \(entry.student.id) is in line \(first) as well")
            }
            seen[entry.student.id] = number + 1
            entries.append(entry)
        }
        self.entries = entries
        var index: [String: [Int]] = [:]
        for (number, entry) in entries.enumerated() {
            let names = [entry.student.id, entry.student.name] + entry.student.aliases.values
            for name in Set(names.map { $0.lowercased() }) { index[name, default: []].append(number) }
        }
        self.index = index
    }

    /// The entries that somebody of this name may be: one if all is well. Ids count before names.
    package func matches(_ names: [String]) -> [Entry] {
        for name in names {
            if let found = index[name.lowercased()], !name.isEmpty { return found.map { entries[$0] } }
        }
        return []
    }

    // MARK: -

    private static let identifying: Set = [
        "id", "name", "last", "email", "login", "sis", "canvas", "moodle", "gradescope",
    ]

    private static func columns(_ header: [String]) -> [Int: String] {
        var columns: [Int: String] = [:]
        let names = header.map { $0.trimmed.lowercased() }
        // A Canvas gradebook, whose `ID` is the platform's number and not the school's.
        let isCanvas = names.contains("sis user id") || names.contains("sis login id")
        for (at, name) in names.enumerated() {
            switch name {
            case "id": columns[at] = isCanvas ? "canvas" : "id"
            case "student id", "id number", "idnumber": columns[at] = "id"
            case "sis user id": columns[at] = "sis"
            case "sis login id", "login", "username", "user": columns[at] = "login"
            case "sid": columns[at] = "gradescope"
            case "identifier": columns[at] = "moodle"
            case "student", "name", "full name": columns[at] = "name"
            case "first name", "firstname": columns[at] = "first"
            case "last name", "lastname", "surname": columns[at] = "last"
            case "email", "email address", "e-mail": columns[at] = "email"
            case "submitted", "submission time": columns[at] = "submitted"
            default: break
            }
        }
        return columns
    }

    private static func entry(_ fields: [String: String], file: String, line: Int) throws(Flaw) -> Entry? {
        var aliases = fields.filter { ["sis", "login", "email", "canvas", "gradescope"].contains($0.key) }
        // Moodle says `Participant 4711`, and its file names 4711.
        if let moodle = fields["moodle"] { aliases["moodle"] = String(moodle.split(separator: " ").last ?? "") }
        let whole = [fields["first"], fields["last"]].compactMap(\.self).joined(separator: " ")
        let name = fields["name"] ?? (whole.isEmpty ? nil : whole)
        let id =
            fields["id"] ?? fields["sis"] ?? fields["gradescope"] ?? aliases["moodle"] ?? fields["canvas"]
            ?? fields["login"] ?? fields["email"] ?? name
        guard let id else { return nil }
        // Canvas puts a line of `Points Possible` and one for its test student into a gradebook.
        if name == "Points Possible" || name == "Student, Test" { return nil }
        var submitted: Double?
        if let text = fields["submitted"] {
            guard let date = try? Date(text, strategy: .iso8601) else {
                throw Flaw(file: file, line: line, reason: "“\(text)” is no time: write 2026-11-15T23:59:00+01:00")
            }
            submitted = date.timeIntervalSince1970
        }
        return Entry(student: Student(id: id, name: name ?? id, aliases: aliases), submitted: submitted)
    }
}

extension EnumeratedCSV {
    /// All rows, the heading first.
    fileprivate func asRows() -> [[String]] { [header] + rows }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
