import Words

/// A cell of a CSV file that people open with a spreadsheet program.
package enum SpreadsheetCell {
    /// What a spreadsheet takes for the beginning of a formula.
    private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
    /// What a spreadsheet of another language takes for the end of a cell, quoted or not.
    private static let separators: Set<Unicode.Scalar> = [";", ",", "|", "\"", "\t"]

    /// The text in quotation marks, with an apostrophe before whatever would be taken for a formula.
    package static func text(_ text: String) -> String {
        var cell = String.UnicodeScalarView("\"".unicodeScalars)
        var atStart = true
        for scalar in text.visibleLine.unicodeScalars {
            if atStart && formulaStarts.contains(scalar) { cell.append("'") }
            // Blanks are skipped by some programs before they look.
            atStart = separators.contains(scalar) || (atStart && scalar == " ")
            if scalar == "\"" { cell.append("\"") }
            cell.append(scalar)
        }
        cell.append("\"")
        return String(cell)
    }
}
