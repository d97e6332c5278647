package import Results
import Sheets
import Words

/// Moodle's offline grading worksheet, filled in so that it uploads as it is. Its headers are in the language of the
/// person who downloaded it, so columns are found by what is in them; headers that are known settle what is left open.
package struct MoodleWorksheet: Sendable {
    private let file: DelimitedFile
    private let gradeColumn: Int
    private let maximumColumn: Int?

    /// Reads a worksheet.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: The header of the column for the grade; nil to find it.
    /// - Throws: ``WorksheetFlaw``.
    package init(_ bytes: [UInt8], gradeColumn name: String? = nil) throws(WorksheetFlaw) {
        let file = try DelimitedFile(bytes)
        for row in file.rows.indices.dropFirst() {
            let text = file.text(row: row, column: 0) ?? ""
            guard Self.participant(text) == nil else { continue }
            throw WorksheetFlaw(
                file.place(row: row, column: 0), holds: text,
                "use Moodle's offline grading worksheet (assignment, View all submissions, Download grading worksheet): "
                    + "its first column names participants by number, and this cell does not")
        }
        self.file = file
        if let name {
            guard let column = file.column(name) else {
                throw WorksheetFlaw("the file has no column \(name.visibleLine)")
            }
            gradeColumn = column
            maximumColumn = Self.isMaximum(column + 1, in: file) ? column + 1 : nil
            return
        }
        // Next to each other, the grade first. Fields of people's profiles stand before them, and may look alike: a year.
        let named = file.rows[0].indices.dropFirst(2).dropLast().filter { column in
            MoodleHeading.isGrade(file.rows[0][column].text) && MoodleHeading.isMaximum(file.rows[0][column + 1].text)
        }
        let found = named.last ?? file.rows[0].indices.dropFirst(3).last { Self.isMaximum($0, in: file) }.map { $0 - 1 }
        guard let column = found ?? file.column("Grade") else {
            throw WorksheetFlaw("name the column for the grade with --grade-column: it was not found")
        }
        gradeColumn = column
        maximumColumn = found == nil ? nil : column + 1
    }

    /// Whether a column can be the maximum: the same number in every row, other than zero; grades, or words where the
    /// number is that of a scale, in the column before it; and two answers at most, yes and no, in one behind it.
    private static func isMaximum(_ column: Int, in file: DelimitedFile) -> Bool {
        let rows = file.rows.indices.dropFirst()
        guard file.rows[0].indices.contains(column), let text = file.text(row: 1, column: column),
            let first = SheetNumber(text, decimal: ".").value, first != 0
        else { return false }
        let isSame = rows.allSatisfy { row in
            guard file.text(row: row, column: column) == text else { return false }
            guard let grade = file.text(row: row, column: column - 1), !SheetTime.isNever(grade) else { return true }
            let number = SheetNumber(grade, decimal: ".").value
            return first < 0 ? number == nil : number.map { $0 <= first } == true
        }
        guard isSame else { return false }
        let answers = Set(rows.map { file.text(row: $0, column: column + 1) ?? "" })
        return file.rows[0].count == column + 1
            || answers.count <= 2 && !answers.contains { SheetNumber($0).value != nil }
    }

    /// Puts the marks in.
    ///
    /// - Throws: ``WorksheetFlaw``: a maximum that differs or is none, words for grades, a student that is not unique.
    package func filled(with classResult: ClassResult, scale: WorksheetScale) throws(WorksheetFlaw) -> FilledWorksheet {
        let rows = file.rows.indices.dropFirst()
        let column = MarkColumn(
            file, gradeColumn,
            evidence: rows.flatMap { row in
                [gradeColumn, maximumColumn ?? gradeColumn].map { (row: row, column: $0) }
            })
        var seats: [WorksheetSeat] = []
        for row in rows {
            var maximum: Double?
            if let maximumColumn {
                maximum = try column.maximum(row: row, column: maximumColumn, platform: "Moodle")
            }
            seats.append(
                WorksheetSeat(
                    row: row, name: file.text(row: row, column: 1) ?? file.place(row: row, column: 0).description,
                    keys: keys(row: row), maximum: maximum, content: try column.content(row: row, platform: "Moodle")))
        }
        // Moodle reads a point in every language, a comma in some.
        return try FilledWorksheet(
            file, column: gradeColumn, seats, with: classResult, scale: scale, decimalPoint: ".")
    }

    /// The participant's number first. A roster may also know the student by the student number or the address, where the
    /// site shows them. A name is no key: two students may have it.
    private func keys(row: Int) -> [StudentFinder.Key] {
        let participant = Self.participant(file.text(row: row, column: 0)).map {
            [StudentFinder.Key(kind: "moodle", value: $0)]
        }
        let others = file.rows[row].indices.dropFirst(2).filter { $0 < gradeColumn }.flatMap { column in
            let text = file.text(row: row, column: column) ?? ""
            return (text.contains("@") ? ["email"] : ["sis", "login"]).map { StudentFinder.Key(kind: $0, value: text) }
        }
        return (participant ?? []) + others
    }

    /// The number in `Participant 123`, whatever the word is in the site's language.
    private static func participant(_ text: String?) -> String? {
        guard let text else { return nil }
        let digits = String(text.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        let word = text.dropLast(digits.count)
        return digits.isEmpty || word.contains(where: \.isNumber) ? nil : digits
    }
}
