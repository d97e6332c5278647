import Words

/// Why a table that came from outside cannot be used, with its place where there is one. Whoever made the file can mend
/// it; nothing was written.
package struct SheetFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// A flaw in these words, which are safe to show.
    package init(_ description: String) { self.description = description }

    /// A flaw of one cell: where it is, what it holds, and what to do.
    ///
    /// - Parameters:
    ///   - cell: Where it is.
    ///   - text: What it holds.
    ///   - advice: What is wrong and what to do, after the cell's content and a colon.
    package init(_ cell: SheetPlace, holds text: String, _ advice: String) {
        let shown = text.count > 60 ? "\(text.prefix(60))…" : text
        description = "\(cell): “\(shown.visibleLine)”: \(advice)"
    }
}

/// The place of a cell as spreadsheets name it: rows are counted from 1, columns are letters.
package struct SheetPlace: Sendable, Hashable, CustomStringConvertible {
    /// The row, from 1, the heading included.
    package let row: Int
    /// The column, from 0.
    package let column: Int

    /// A place from a row counted from 1 and a column counted from 0.
    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// For example `row 4, column F`.
    package var description: String { "row \(row), column \(Self.letters(column))" }

    /// `A` for 0, `Z` for 25, `AA` for 26.
    static func letters(_ column: Int) -> String {
        var text = ""
        var rest = column + 1
        while rest > 0 {
            text = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + text
            rest = (rest - 1) / 26
        }
        return text
    }
}
