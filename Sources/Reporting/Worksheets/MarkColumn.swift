import Sheets
import Words

/// The column of a platform's file that marks are put into: what its cells hold, and how many points full marks are.
struct MarkColumn {
    let file: DelimitedFile
    let column: Int
    /// The sign before decimals in this file; nil where nothing in it shows one.
    let decimalSign: Character?

    /// The column, with the decimal sign that these other cells show.
    ///
    /// - Parameters:
    ///   - file: The platform's file.
    ///   - column: The column, from 0.
    ///   - evidence: Cells of numbers, as row and column.
    init(_ file: DelimitedFile, _ column: Int, evidence: [(row: Int, column: Int)]) {
        self.file = file
        self.column = column
        let signs = evidence.compactMap { file.text(row: $0.row, column: $0.column) }
            .compactMap(SheetNumber.decimalSign(of:))
        decimalSign = Set(signs).count == 1 ? signs.first : nil
    }

    /// The points for full marks, from the cell that says so.
    ///
    /// - Parameters:
    ///   - row: The cell's row.
    ///   - column: The cell's column.
    ///   - platform: Whose file it is, for the advice.
    /// - Returns: More than zero.
    /// - Throws: ``WorksheetFlaw``, where it is empty, zero, or no number beyond doubt.
    func maximum(row: Int, column: Int, platform: String) throws(WorksheetFlaw) -> Double {
        let place = file.place(row: row, column: column)
        let text = file.text(row: row, column: column) ?? ""
        let advice = "set the assignment's points in \(platform), and download the file again"
        guard !text.isEmpty else {
            throw WorksheetFlaw("\(place): \(advice): the maximum is not known, the cell is empty")
        }
        switch SheetNumber(text, decimal: decimalSign) {
        case .number(let value) where value > 0: return value
        case .number(let value) where value == 0:
            throw WorksheetFlaw(
                place, holds: text, "\(advice): the maximum is zero, so no mark can be compared with it")
        case .number:
            throw WorksheetFlaw(
                place, holds: text,
                "choose the grade type Point in \(platform), and download the file again: "
                    + "a maximum below zero stands for a scale of words, which points do not fit")
        case .ambiguous:
            throw WorksheetFlaw(place, holds: text, "\(advice): a thousand, or one with three decimals?")
        case .none: throw WorksheetFlaw(place, holds: text, "\(advice): the maximum is no number")
        }
    }

    /// What a cell for a mark holds before it is filled in.
    enum Content { case empty, mark, excused }

    /// What the cell of a row holds.
    ///
    /// - Throws: ``WorksheetFlaw`` for words, which a mark would overwrite.
    func content(row: Int, platform: String) throws(WorksheetFlaw) -> Content {
        let text = file.text(row: row, column: column) ?? ""
        if SheetTime.isNever(text) { return .empty }
        // Canvas writes EX in every language, and takes it back in small letters too.
        if text.uppercased() == "EX" { return .excused }
        if case .none = SheetNumber(text, decimal: decimalSign) {
            throw WorksheetFlaw(
                file.place(row: row, column: column), holds: text,
                "this is no number: let \(platform) grade the assignment by points, or empty the cell")
        }
        return .mark
    }
}
