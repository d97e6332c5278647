package import Results
import Words

/// Marks by hand from a CSV file, in one of two forms: a mark a row (`id`, `check`, `points`), or a student a row with a
/// column for each check or item (`id`, `style`, `report`), where an empty cell says nothing. In both, `measured` for
/// points takes a mark back; `why` and `attempt` may be columns; `name` is for people.
package struct MarkSheet: Sendable {
    /// The marks, each with its place in the file.
    package let orders: [(order: MarkOrder, row: Int, column: Int)]
    private let table: CellTable

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - file: Its path.
    ///   - headings: The checks and items that may be marked.
    ///   - why: The reason where the row has none.
    ///   - mayExceed: Whether more than an item's points are meant.
    /// - Throws: `CellTable.Flaw`.
    package init(
        _ file: String, headings: [CheckHeading], why: String?, mayExceed: Bool = false
    ) throws(CellTable.Flaw) {
        try self.init(CellTable(file), headings: headings, why: why, mayExceed: mayExceed)
    }

    init(
        _ table: CellTable, headings: [CheckHeading], why: String?, mayExceed: Bool = false
    ) throws(CellTable.Flaw) {
        self.table = table
        guard let id = table.column("id") ?? table.column("student") else {
            throw CellTable.Flaw(
                file: table.file, row: 1, reason: "add a column `id`: nothing says whose marks these are")
        }
        let items = try Self.columns(table, headings, id: id)
        let single = table.column("points")
        let named = table.column("check") ?? table.column("item")
        let reasons = table.column("why")
        let attempts = table.column("attempt")
        let known = Dictionary(headings.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one })
        var orders: [(order: MarkOrder, row: Int, column: Int)] = []
        for (row, cells) in table.rows {
            func cell(_ column: Int?) -> String { column.flatMap { $0 < cells.count ? cells[$0] : nil } ?? "" }
            let student = cell(id)
            guard !student.isEmpty else {
                throw CellTable.Flaw(file: table.file, row: row, reason: "the column `\(table.headings[id])` is empty")
            }
            var attempt: Int?
            if let attempts, !cell(attempts).isEmpty {
                guard let number = Int(cell(attempts)), number > 0 else {
                    throw table.flaw(
                        "write the number of an attempt", row: row, column: attempts, value: cell(attempts))
                }
                attempt = number
            }
            for (column, item) in single.map({ [($0, cell(named))] }) ?? items {
                let text = cell(column)
                if text.isEmpty, single == nil { continue }
                guard let heading = known[item] else {
                    throw table.flaw(
                        "there is no check or item of this name: there is \(known.keys.sorted().joined(separator: ", "))",
                        row: row, column: named ?? column, value: item)
                }
                var points: Hundredths?
                if text != "measured" {
                    do { points = Hundredths(count: try PointsText(text).count) } catch {
                        throw table.flaw(error.reason, row: row, column: column, value: text)
                    }
                }
                let reason = cell(reasons).isEmpty ? why ?? "" : cell(reasons)
                guard !reason.isEmpty || heading.isByHand else {
                    throw table.flaw(
                        "say why in a column `why`, or with --why: \(item) was measured, and the student reads the reason",
                        row: row, column: column, value: text)
                }
                orders.append(
                    (
                        MarkOrder(
                            student: student, item: item, points: points, why: reason, attempt: attempt,
                            mayExceed: mayExceed), row, column
                    ))
            }
        }
        guard !orders.isEmpty else {
            throw CellTable.Flaw(file: table.file, row: nil, reason: "no cell has a mark")
        }
        self.orders = orders
    }

    /// The columns of the form with a student a row.
    private static func columns(
        _ table: CellTable, _ headings: [CheckHeading], id: Int
    ) throws(CellTable.Flaw) -> [(column: Int, item: String)] {
        let others: Set = ["id", "student", "name", "why", "attempt", "check", "item", "points", ""]
        let byName = Dictionary(headings.map { ($0.id.lowercased(), $0.id) }, uniquingKeysWith: { one, _ in one })
        let isLong = table.column("points") != nil
        if isLong, table.column("check") == nil, table.column("item") == nil {
            throw CellTable.Flaw(file: table.file, row: 1, reason: "add a column `check`: what are the points for?")
        }
        var columns: [(column: Int, item: String)] = []
        for (column, heading) in table.headings.enumerated() where !others.contains(heading) {
            guard !isLong, let item = byName[heading] else {
                throw CellTable.Flaw(
                    file: table.file, row: 1,
                    reason:
                        "rename or remove the column “\(heading)”: it is no check or item of the class, nor one of id, "
                        + "name, check, points, why, attempt")
            }
            columns.append((column, item))
        }
        if !isLong, columns.isEmpty {
            throw CellTable.Flaw(
                file: table.file, row: 1,
                reason: "add columns `check` and `points`, or one for each item, headed by its name")
        }
        return columns
    }

    /// What is wrong with the cell of a mark, in a sentence.
    package func flaw(of order: Int, _ reason: String) -> CellTable.Flaw {
        let (_, row, column) = orders[order]
        let cells = table.rows.first { $0.number == row }?.cells ?? []
        return table.flaw(reason, row: row, column: column, value: column < cells.count ? cells[column] : "")
    }
}
