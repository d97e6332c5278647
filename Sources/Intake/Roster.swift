import FoundationEssentials
import Glibc
package import Results
import SwiftCSV
import Words

/// The students of the class: a CSV file, for example one that the platform exported.
///
/// Known headings, in any order and case: `id`, `name`, `first name`, `last name`, `email`, `login`, `submitted`;
/// Canvas's `Student`, `ID`, `SIS User ID`, `SIS Login ID`; Moodle's `Identifier`, `Full name`, `Email address`;
/// Gradescope's `SID`.
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

    /// One line of the roster.
    package struct Entry: Sendable, Hashable {
        package var student: Student
        /// When the student submitted, in seconds since 1970; nil when the roster does not say.
        package var submitted: Double?
    }

    package let entries: [Entry]
    /// From an id, name or alias in lower case to the indices of its entries.
    private let index: [String: [Int]]

    /// Reads a file.
    ///
    /// - Throws: ``Unusable``.
    package init(file: String) throws(Unusable) {
        guard access(file, F_OK) != 0 || isFileOfPeople(file) else {
            throw Unusable(file: file, line: nil, reason: "it is no file, or larger than 16 MiB")
        }
        let text: String
        do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
            throw Unusable(file: file, line: nil, reason: "the file cannot be read as UTF-8")
        }
        try self.init(text, file: file)
    }

    /// Reads the text of a file; errors name it as `file`.
    package init(_ text: String, file: String) throws(Unusable) {
        let rows: [[String]]
        do {
            rows = try EnumeratedCSV(
                string: text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text, loadColumns: false
            )
            .asRows()
        } catch {
            throw Unusable(file: file, line: nil, reason: Self.reason(error))
        }
        guard let header = rows.first else { throw Unusable(file: file, line: 1, reason: "the file is empty") }
        let columns = Self.columns(header)
        guard columns.values.contains(where: Self.identifying.contains) else {
            throw Unusable(
                file: file, line: 1, reason: "add a column `id`, `email` or `name`: no heading identifies students")
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
                throw Unusable(
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

    /// The entries that match the first of these names that is known; more than one when the name is ambiguous. Put ids
    /// before names.
    package func matches(_ names: [String]) -> [Entry] {
        for name in names {
            if let found = index[name.lowercased()], !name.isEmpty { return found.map { entries[$0] } }
        }
        return []
    }

    // MARK: -

    private static func reason(_ error: any Error) -> String {
        guard case .quotation? = error as? CSVParseError else {
            return "the file is not CSV: save it again as CSV, in UTF-8"
        }
        return
            "the file is not CSV: a quotation mark stands inside a cell, or is never closed; a cell with one in it has to "
            + "be in quotation marks, and has each of them twice"
    }

    private static let identifying: Set = [
        "id", "name", "last", "email", "login", "sis", "canvas", "moodle", "gradescope",
    ]

    private static func columns(_ header: [String]) -> [Int: String] {
        var columns: [Int: String] = [:]
        let names = header.map { $0.trimmed.lowercased() }
        // In a Canvas gradebook, `ID` is the platform's number and not the school's.
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

    private static func entry(_ fields: [String: String], file: String, line: Int) throws(Unusable) -> Entry? {
        var aliases = fields.filter { ["sis", "login", "email", "canvas", "gradescope"].contains($0.key) }
        // Moodle writes `Participant 4711`, but its file names have 4711.
        if let moodle = fields["moodle"] { aliases["moodle"] = String(moodle.split(separator: " ").last ?? "") }
        let whole = [fields["first"], fields["last"]].compactMap(\.self).joined(separator: " ")
        let name = fields["name"] ?? (whole.isEmpty ? nil : whole)
        let id =
            fields["id"] ?? fields["sis"] ?? fields["gradescope"] ?? aliases["moodle"] ?? fields["canvas"]
            ?? fields["login"] ?? fields["email"] ?? name
        guard let id else { return nil }
        // A Canvas gradebook has a line `Points Possible` and a line for Canvas's test student.
        if name == "Points Possible" || name == "Student, Test" { return nil }
        var submitted: Double?
        if let text = fields["submitted"] {
            guard let date = try? Date(text, strategy: .iso8601) else {
                throw Unusable(
                    file: file, line: line,
                    reason: "write the time as 2026-11-15T23:59:00+01:00: “\(text)” is not a time")
            }
            submitted = date.timeIntervalSince1970
        }
        return Entry(student: Student(id: id, name: name ?? id, aliases: aliases), submitted: submitted)
    }
}

extension EnumeratedCSV {
    /// All rows, with the heading as the first.
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
