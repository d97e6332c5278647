import FoundationEssentials
import Sheets
import Words

/// A table that an instructor keeps, read from a CSV file by its headings.
package struct CellTable: Sendable {
    /// What is wrong in such a file, with its place.
    package struct Flaw: Error, Sendable, Equatable, CustomStringConvertible {
        package let file: String
        /// The row, from 1, the headings' one included.
        package let row: Int?
        package let reason: String

        package var description: String {
            "\(file.visibleLine)\(row.map { ", row \($0)" } ?? ""): \(reason.visibleLine)"
        }
    }

    let file: String
    /// The headings, in lower case and without blanks around them.
    let headings: [String]
    /// The other rows that have anything in them, without blanks around the cells, and their numbers in the file.
    let rows: [(number: Int, cells: [String])]

    /// Reads a file.
    init(_ file: String) throws(Flaw) {
        guard isFileOfPeople(file), let data = try? Data(contentsOf: URL(filePath: file)) else {
            throw Flaw(file: file, row: nil, reason: "it cannot be read: is it there, yours, and of at most 16 MiB?")
        }
        try self.init(Array(data), file: file)
    }

    init(_ text: String, file: String) throws(Flaw) { try self.init(Array(text.utf8), file: file) }

    private init(_ bytes: [UInt8], file: String) throws(Flaw) {
        let table: DelimitedFile
        do { table = try DelimitedFile(bytes) } catch {
            throw Flaw(file: file, row: nil, reason: "this is not CSV with rows: \(error)")
        }
        func cells(_ row: Int) -> [String] { table.rows[row].map { DelimitedFile.trimmed($0.text) } }
        self.file = file
        headings = cells(0).map { $0.lowercased() }
        rows = table.rows.indices.dropFirst().map { (table.place(row: $0, column: 0).row, cells($0)) }
            .filter { !$0.1.allSatisfy(\.isEmpty) }
        guard !rows.isEmpty else { throw Flaw(file: file, row: nil, reason: "it has no rows below the headings") }
        for (index, heading) in headings.enumerated() where headings[..<index].contains(heading) && !heading.isEmpty {
            throw Flaw(file: file, row: 1, reason: "two columns are headed “\(heading)”: leave one")
        }
        for row in rows where row.cells.count > headings.count {
            throw Flaw(
                file: file, row: row.number,
                reason: "the row has more cells than there are headings: put quotes around commas")
        }
    }

    /// The column with this heading.
    func column(_ heading: String) -> Int? { headings.firstIndex(of: heading) }

    /// The flaw of a cell.
    func flaw(_ reason: String, row: Int, column: Int, value: String) -> Flaw {
        Flaw(file: file, row: row, reason: "column `\(headings[column])`, “\(value)”: \(reason)")
    }
}
