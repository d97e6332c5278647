package import Results
import Words

/// Moodle's offline grading worksheet, filled in so that it uploads as it is. Its headers are in the language of the
/// person who downloaded it, so columns are found by what is in them.
package struct MoodleWorksheet: Sendable {
    private var file: DelimitedFile
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
        let rows = file.rows.indices.dropFirst()
        guard rows.allSatisfy({ Self.participant(file.text(row: $0, column: 0)) != nil }) else {
            throw WorksheetFlaw(
                "use Moodle's offline grading worksheet (assignment, View all submissions, Download grading worksheet): its "
                    + "first column names participants by number, and this file's does not")
        }
        // The maximum is the same number in every row, and the grade stands before it.
        let maximum = file.rows[0].indices.dropFirst(2).first { column in
            let first = Self.number(file.text(row: 1, column: column))
            guard let first, first > 0 else { return false }
            return rows.allSatisfy { row in
                guard Self.number(file.text(row: row, column: column)) == first else { return false }
                let grade = file.text(row: row, column: column - 1) ?? ""
                return grade.isEmpty || Self.number(grade).map { $0 <= first } == true
            }
        }
        let named = name.map { file.column($0) } ?? file.column("Grade")
        if let name, named == nil { throw WorksheetFlaw("the file has no column \(name.visibleLine)") }
        guard let column = named ?? maximum.map({ $0 - 1 }) else {
            throw WorksheetFlaw("name the column for the grade with --grade-column: it was not found")
        }
        gradeColumn = column
        maximumColumn = maximum == column + 1 ? maximum : nil
        self.file = file
    }

    /// Puts the marks in.
    ///
    /// - Throws: ``WorksheetFlaw``: a maximum that differs, a student that is not unique.
    package func filled(with classResult: ClassResult, scale: WorksheetScale) throws(WorksheetFlaw) -> FilledWorksheet {
        let seats = file.rows.indices.dropFirst().map { row in
            WorksheetSeat(
                row: row, name: file.text(row: row, column: 1) ?? "row \(row + 1)", keys: keys(row: row),
                maximum: Self.number(file.text(row: row, column: maximumColumn)))
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

    private static func number(_ text: String?) -> Double? {
        text.flatMap { Double($0.replacing(",", with: ".")) }
    }
}
