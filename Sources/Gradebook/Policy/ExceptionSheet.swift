import Words

/// Extensions and late days of single students, from a CSV file with the columns `id` and some of `lab`, `extension`,
/// `deadline`, `late-days`; `name` and `why` are for people.
struct ExceptionSheet {
    private(set) var grants: [String: [Grant]] = [:]
    private(set) var lateDays: [String: Int] = [:]

    private static let known = ["id", "name", "lab", "extension", "deadline", "late-days", "why"]

    init(_ file: String, clock: WallClock) throws(CellTable.Flaw) { try self.init(CellTable(file), clock: clock) }

    init(_ table: CellTable, clock: WallClock) throws(CellTable.Flaw) {
        for heading in table.headings where !Self.known.contains(heading) {
            throw CellTable.Flaw(
                file: table.file, row: 1,
                reason:
                    "rename or remove the column “\(heading)”: the columns are \(Self.known.joined(separator: ", "))")
        }
        guard let id = table.column("id") else {
            throw CellTable.Flaw(
                file: table.file, row: 1, reason: "add a column `id`: nothing says whose exceptions these are")
        }
        for (number, cells) in table.rows {
            func cell(_ heading: String) -> (column: Int, text: String)? {
                guard let column = table.column(heading), column < cells.count, !cells[column].isEmpty else {
                    return nil
                }
                return (column, cells[column])
            }
            guard id < cells.count, !cells[id].isEmpty else {
                throw CellTable.Flaw(file: table.file, row: number, reason: "the column `id` is empty")
            }
            let student = cells[id]
            let lab = cell("lab")?.text
            var isAnything = false
            if let (column, text) = cell("extension") {
                guard let span = Span(text) else {
                    throw table.flaw("write 15m, 2h or 1d", row: number, column: column, value: text)
                }
                grants[student, default: []].append(Grant(lab: lab, .longer(span)))
                isAnything = true
            }
            if let (column, text) = cell("deadline") {
                guard !isAnything else {
                    throw table.flaw(
                        "the row has an extension as well: leave one", row: number, column: column, value: text)
                }
                let time: Double
                do { time = try clock.moment(text) } catch {
                    throw table.flaw(error.reason, row: number, column: column, value: text)
                }
                grants[student, default: []].append(Grant(lab: lab, .until(time)))
                isAnything = true
            }
            if let (column, text) = cell("late-days") {
                guard let days = Int(text), (0...1000).contains(days) else {
                    throw table.flaw("write a number of days", row: number, column: column, value: text)
                }
                lateDays[student] = days
                isAnything = true
            }
            guard isAnything else {
                throw CellTable.Flaw(
                    file: table.file, row: number,
                    reason: "it grants nothing: fill in `extension`, `deadline` or `late-days`, or remove the row")
            }
        }
    }
}
