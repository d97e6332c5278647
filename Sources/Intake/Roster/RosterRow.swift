import FoundationEssentials
import Results
import Sheets

/// One row of a roster's table.
struct RosterRow {
    private let table: DelimitedFile
    private let row: Int
    /// The cells that hold something, by what their columns mean, with the columns' numbers.
    private var cells: [RosterHeading: (text: String, column: Int)] = [:]
    private let isEmpty: Bool
    /// Whether the table is Canvas's gradebook, whose first rows may be about columns, in the site's language.
    private let hasCanvasNumbers: Bool
    /// Whether the table has a column of ids.
    private let hasNumbers: Bool

    init(_ table: DelimitedFile, _ row: Int, _ columns: [Int: RosterHeading]) {
        self.table = table
        self.row = row
        for (column, heading) in columns {
            guard var text = table.text(row: row, column: column), !text.isEmpty else { continue }
            // Brightspace writes a # before ids, so that spreadsheets keep their zeros.
            if heading == .id || heading == .login, text.hasPrefix("#") { text.removeFirst() }
            if heading != .submitted { text = PersonalID.kept(text) }
            guard !text.isEmpty else { continue }
            cells[heading] = (text, column)
        }
        hasCanvasNumbers = columns.values.contains(.canvas)
        hasNumbers = columns.values.contains { RosterHeading.numbers.contains($0) }
        isEmpty = table.rows[row].indices.allSatisfy { table.text(row: row, column: $0) == "" }
    }

    private func text(_ heading: RosterHeading) -> String? { cells[heading]?.text }

    private var name: String? {
        let whole = [text(.first), text(.last)].compactMap(\.self).joined(separator: " ")
        return text(.name) ?? (whole.isEmpty ? nil : whole)
    }

    /// The person that the row is about; nil where it is about none.
    ///
    /// - Throws: ``SheetFlaw`` with the cell that is not understood.
    func entry(zone: TimeZone) throws(SheetFlaw) -> Roster.Entry? {
        // A Canvas gradebook has rows about its columns, without an id, and one for Canvas's test student.
        if isEmpty || name == "Points Possible" || name == "Student, Test" { return nil }
        if hasCanvasNumbers, row <= 3, text(.canvas) == nil { return nil }
        try refuseShortened()
        var aliases: [String: String] = [:]
        for heading in [RosterHeading.sis, .login, .email, .canvas, .gradescope] {
            if let text = text(heading) { aliases[heading.rawValue] = text }
        }
        if let text = text(.moodle) { aliases["moodle"] = try participant(text) }
        let id =
            text(.id) ?? text(.sis) ?? text(.gradescope) ?? aliases["moodle"] ?? text(.canvas) ?? text(.login)
            ?? text(.email) ?? name
        guard let id else {
            throw SheetFlaw("\(place(0)): the row names no student: give it an id, or remove it")
        }
        return Roster.Entry(
            student: Student(id: id, name: name ?? id, aliases: aliases),
            submitted: try submitted(zone),
            group: text(.group), row: place(0).row)
    }

    /// `row 31 (Overall average)`, where the row is about all students: it has no id where others have one, and such a name.
    var summary: String? {
        guard hasNumbers, RosterHeading.numbers.allSatisfy({ text($0) == nil }), let name else { return nil }
        let words = name.lowercased().split { !$0.isLetter }.map(String.init)
        guard !words.isEmpty, words.allSatisfy(Self.summaries.contains) else { return nil }
        return "row \(place(0).row) (\(name.shownSafely))"
    }

    private static let summaries: Set = [
        "overall", "average", "averages", "mean", "median", "total", "totals", "sum", "count", "maximum", "minimum",
        "max",
        "min", "standard", "deviation", "summe", "mittelwert", "durchschnitt", "gesamt", "gesamtdurchschnitt",
        "moyenne", "générale", "promedio", "general", "média", "media", "medio", "geral", "complessiva", "gemiddelde",
        "totaal", "algemeen",
    ]

    private func place(_ column: Int) -> SheetPlace { table.place(row: row, column: column) }

    /// Moodle writes `Participant 4711` in the site's language, but its file names have 4711.
    private func participant(_ text: String) throws(SheetFlaw) -> String {
        let digits = String(text.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        guard !digits.isEmpty else {
            throw SheetFlaw(
                place(cells[.moodle]?.column ?? 0), holds: text, "this is no participant's number: export it again")
        }
        return digits
    }

    private func submitted(_ zone: TimeZone) throws(SheetFlaw) -> Double? {
        guard let cell = cells[.submitted], !SheetTime.isNever(cell.text) else { return nil }
        guard let time = SheetTime.read(cell.text, zone: zone) else {
            throw SheetFlaw(
                place(cell.column), holds: cell.text, "write the time as 2026-11-15T23:59:00+01:00: this is not a time")
        }
        return time
    }

    private func refuseShortened() throws(SheetFlaw) {
        for heading in [RosterHeading.id, .sis, .canvas, .gradescope, .login] {
            guard let cell = cells[heading], PersonalID.isShortened(cell.text) else { continue }
            throw SheetFlaw(
                place(cell.column), holds: cell.text,
                "a spreadsheet has shortened this id: export the file again, and do not open it in between")
        }
    }
}
