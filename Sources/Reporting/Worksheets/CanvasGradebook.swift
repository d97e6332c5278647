package import Results
import Sheets
import Words

/// Canvas's exported gradebook, filled in so that it imports as it is: one assignment's column, by Canvas's own id.
package struct CanvasGradebook: Sendable {
    private var file: DelimitedFile
    private let idColumn: Int
    private let assignment: Int
    /// The row that says how many points each column has.
    private let pointsRow: Int

    /// Reads an exported gradebook.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - wanted: The assignment's name or its Canvas id; nil where the file has one assignment only.
    /// - Throws: ``WorksheetFlaw``.
    package init(_ bytes: [UInt8], assignment wanted: String?) throws(WorksheetFlaw) {
        file = try DelimitedFile(bytes)
        // The other headings are in the language of the site.
        guard let idColumn = file.column("ID") else {
            throw WorksheetFlaw(
                "export the gradebook from Canvas again (Grades, Export, Export Entire Gradebook): this file has no ID column"
            )
        }
        self.idColumn = idColumn
        assignment = try Self.assignment(in: file, wanted: wanted)
        // Up to three rows below the header are about columns, not about students; none of them has an id. The last one
        // has the points, in a language of the site's; a row on posting may stand above it.
        let idless = file.rows.indices.dropFirst().prefix { [file] in file.text(row: $0, column: idColumn) == "" }
        guard let pointsRow = idless.last else {
            throw WorksheetFlaw(
                "export the gradebook from Canvas again: the row Points Possible is missing, so the maximum is not known"
            )
        }
        self.pointsRow = pointsRow
    }

    /// Puts the marks in.
    ///
    /// - Throws: ``WorksheetFlaw``: a maximum that differs, a student that is not unique.
    package func filled(with classResult: ClassResult, scale: WorksheetScale) throws(WorksheetFlaw) -> FilledWorksheet {
        let numbers = file.rows[pointsRow].indices.map { (row: pointsRow, column: $0) }
        let column = MarkColumn(
            file, assignment, evidence: numbers + file.rows.indices.map { (row: $0, column: assignment) })
        let maximum = try column.maximum(row: pointsRow, column: assignment, platform: "Canvas")
        var seats: [WorksheetSeat] = []
        for row in file.rows.indices.dropFirst() {
            guard let id = file.text(row: row, column: idColumn), !id.isEmpty else { continue }
            seats.append(
                WorksheetSeat(
                    row: row, name: file.text(row: row, column: 0) ?? id, keys: keys(row: row), maximum: maximum,
                    content: try column.content(row: row, platform: "Canvas")))
        }
        return try FilledWorksheet(
            file, column: assignment, seats, with: classResult, scale: scale,
            decimalPoint: column.decimalSign ?? ".")
    }

    private func keys(row: Int) -> [StudentFinder.Key] {
        [("canvas", "ID"), ("sis", "SIS User ID"), ("login", "SIS Login ID")].compactMap { kind, header in
            file.text(row: row, column: file.column(header)).map { StudentFinder.Key(kind: kind, value: $0) }
        }
    }

    /// Assignments are the columns whose header ends in their id, `Name (123)`.
    private static func assignment(in file: DelimitedFile, wanted: String?) throws(WorksheetFlaw) -> Int {
        let found = file.rows[0].indices.filter { split(file.rows[0][$0].text) != nil }
        guard let wanted else {
            guard let only = found.first, found.count == 1 else {
                throw WorksheetFlaw("name one assignment with --assignment: the file has \(found.count)")
            }
            return only
        }
        let matching = found.filter { column in
            guard let (name, id) = split(file.rows[0][column].text) else { return false }
            return name == wanted || id == wanted || "\(name) (\(id))" == wanted
        }
        guard let only = matching.first, matching.count == 1 else {
            throw WorksheetFlaw(
                "name the assignment by the number in its header: \(matching.count) assignments are named \(wanted.visibleLine)"
            )
        }
        return only
    }

    private static func split(_ header: String) -> (name: String, id: String)? {
        let header = DelimitedFile.trimmed(header)
        guard header.hasSuffix(")"), let open = header.lastIndex(of: "(") else { return nil }
        let id = header[header.index(after: open)...].dropLast()
        guard !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return (DelimitedFile.trimmed(String(header[..<open])), String(id))
    }
}
