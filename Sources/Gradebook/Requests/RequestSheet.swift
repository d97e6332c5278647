package import FoundationEssentials
import Sheets
import Words

/// Requests for another look from the CSV file that a form's platform exports: a row for each, with the student's id, the
/// check, and what the student wrote.
package struct RequestSheet: Sendable {
    /// The headings of the columns, as the file has them; nil for the usual ones.
    package struct Columns: Sendable {
        package var id: String?
        package var check: String?
        package var text: String?

        package init(id: String? = nil, check: String? = nil, text: String? = nil) {
            self.id = id
            self.check = check
            self.text = text
        }
    }

    /// A row that can be read, and its number in the file.
    package let orders: [(order: RequestOrder, row: Int)]
    /// Rows that cannot, each with a sentence.
    package let refused: [CellTable.Flaw]
    /// The headings of columns that say nothing about a request.
    package let unread: [String]
    /// Times that can be read in two ways, such as `11/5/2026 20:13`.
    package let unclear: [String]
    private let file: String

    /// Bytes of a student's words.
    private static let most = 10_000

    private static let usual: (id: [String], check: [String], text: [String], time: [String]) = (
        ["id", "student", "student id", "student number", "studentid", "matriculation number", "matrikelnummer"],
        ["check", "check id", "item"],
        ["text", "request", "reason", "comment", "why", "message", "question"],
        ["timestamp", "time", "asked", "submitted", "submitted at", "completion time", "date", "zeitstempel"]
    )

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - file: Its path.
    ///   - columns: The headings, where they are not the usual ones.
    ///   - zone: The zone of times that do not say theirs.
    /// - Throws: `CellTable.Flaw`, where a column is missing.
    package init(_ file: String, columns: Columns, zone: TimeZone) throws(CellTable.Flaw) {
        let table = try CellTable(file)
        let id = try Self.column(table, columns.id, Self.usual.id, "--id-column", "whose request it is")
        let check = try Self.column(
            table, columns.check, Self.usual.check, "--check-column", "which check it is about")
        let text = try Self.column(table, columns.text, Self.usual.text, "--text-column", "what the student wrote")
        let time = Self.usual.time.lazy.compactMap { table.column($0) }.first { ![id, check, text].contains($0) }
        var orders: [(order: RequestOrder, row: Int)] = []
        var refused: [CellTable.Flaw] = []
        var unclear: [String] = []
        for (row, cells) in table.rows {
            func cell(_ column: Int?) -> String { column.flatMap { $0 < cells.count ? cells[$0] : nil } ?? "" }
            func refuse(_ reason: String) {
                refused.append(CellTable.Flaw(file: file, row: row, reason: reason))
            }
            guard !cell(id).isEmpty else {
                refuse("the column `\(table.headings[id])` is empty")
                continue
            }
            guard !cell(check).isEmpty else {
                refuse("the column `\(table.headings[check])` is empty: which check is it about?")
                continue
            }
            guard cell(text).utf8.count <= Self.most else {
                refuse("the text has more than 10,000 bytes")
                continue
            }
            let asked = cell(time).isEmpty ? nil : SheetTime.read(cell(time), zone: zone)
            if asked == nil, !cell(time).isEmpty { unclear.append(cell(time)) }
            orders.append(
                (RequestOrder(student: cell(id), check: cell(check), text: cell(text), asked: asked), row))
        }
        let read = Set([id, check, text, time].compactMap(\.self))
        unread = table.headings.indices.filter { !read.contains($0) && !table.headings[$0].isEmpty }.map {
            table.headings[$0]
        }
        self.orders = orders
        self.refused = refused
        self.unclear = unclear
        self.file = file
    }

    private static func column(
        _ table: CellTable, _ named: String?, _ usual: [String], _ option: String, _ what: String
    ) throws(CellTable.Flaw) -> Int {
        let names = named.map { [DelimitedFile.trimmed($0).lowercased()] } ?? usual
        if let column = names.lazy.compactMap({ table.column($0) }).first { return column }
        let headings = table.headings.filter { !$0.isEmpty }.map { "“\($0)”" }.joined(separator: ", ")
        throw CellTable.Flaw(
            file: table.file, row: 1,
            reason: (named.map { "there is no column “\($0)”" } ?? "no column says \(what)")
                + ": add \(option) with one of \(headings)")
    }

    /// What is wrong with a row, in a sentence.
    package func flaw(of order: Int, _ reason: String) -> CellTable.Flaw {
        CellTable.Flaw(file: file, row: orders[order].row, reason: reason)
    }
}
