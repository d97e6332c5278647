import FoundationEssentials
import SwiftCSV
import Words

/// A table that an instructor keeps, read from a CSV file: commas, semicolons or tabs, in UTF-8 or UTF-16.
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
        guard let text = Self.text(Array(data)) else {
            throw Flaw(file: file, row: nil, reason: "save it as CSV in UTF-8: it has bytes that are no letters there")
        }
        try self.init(text, file: file)
    }

    init(_ text: String, file: String) throws(Flaw) {
        let all: [[String]]
        // The library takes a quotation mark that is never closed to reach to the end.
        guard text.utf8.count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 0 else {
            throw Flaw(file: file, row: nil, reason: "this is not CSV: a quotation mark is never closed")
        }
        do {
            let table = try EnumeratedCSV(string: text, delimiter: Self.separator(text), loadColumns: false)
            all = [table.header] + table.rows
        } catch {
            throw Flaw(
                file: file, row: nil,
                reason: "this is not CSV: a quotation mark stands inside a cell, or is never closed")
        }
        self.file = file
        headings = (all.first ?? []).map { Self.trimmed($0).lowercased() }
        rows = all.enumerated().dropFirst().map { ($0.offset + 1, $0.element.map(Self.trimmed)) }
            .filter { !$0.1.allSatisfy(\.isEmpty) }
        guard !headings.isEmpty, !rows.isEmpty else {
            throw Flaw(file: file, row: nil, reason: "it has no rows below the headings")
        }
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

    private static func text(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            let (low, high) = bytes[0] == 0xff ? (0, 1) : (1, 0)
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map { at in
                UInt16(bytes[at + low]) | UInt16(bytes[at + high]) << 8
            }
            return String(validating: units, as: UTF16.self)
        }
        let body = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
        return String(validating: body, as: UTF8.self)
    }

    /// The most frequent of the three in the headings.
    private static func separator(_ text: String) -> CSVDelimiter {
        let line = text.prefix { !$0.isNewline }
        func count(_ letter: Character) -> Int { line.count { $0 == letter } }
        if count(";") > count(",") { return .semicolon }
        return count("\t") > count(",") ? .tab : .comma
    }

    private static func trimmed(_ text: String) -> String {
        let body = text.drop { $0.isWhitespace }
        guard let last = body.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(body[...last])
    }
}
