import Pictures
import Words

/// The truth and the module's words side by side, or one below the other where that does not fit.
struct BesideTable: Sendable {
    /// What a row is about, what is true, and what the module says.
    let rows: [(label: String, truth: String, given: String)]
    /// The row with the first difference; nil where there is none.
    let marked: Int?

    private static let mark = "<- first difference"

    func lines(on canvas: Canvas) -> [String] {
        let given = rows.map { $0.given.visibleLine }
        let label = (rows.map(\.label.count).max() ?? 0) + 1
        let left = max(rows.map(\.truth.count).max() ?? 0, 18) + 2
        let right = max(given.map(\.count).max() ?? 0, 11)
        if label + left + right <= canvas.width {
            let head = "".padded(to: label) + "true (from outside)".padded(to: left) + "your module"
            return [canvas.paint(head, .title)]
                + rows.indices.flatMap { index -> [String] in
                    let row = rows[index].label.padded(to: label) + rows[index].truth.padded(to: left) + given[index]
                    guard index == marked else { return [row] }
                    // Behind the row where there is room, else below it.
                    let isRoom = row.count + Self.mark.count + 1 <= canvas.width
                    let mark = canvas.paint(Self.mark, .bad)
                    return isRoom ? ["\(row) \(mark)"] : [row, "".padded(to: label + left) + mark]
                }
        }
        return rows.indices.flatMap { index -> [String] in
            let truth = rows[index].label.padded(to: label) + "true   " + rows[index].truth
            let said = "".padded(to: label) + "yours  " + given[index]
            guard index == marked else { return rows[index].truth == given[index] ? [truth] : [truth, said] }
            return [truth, said, "".padded(to: label + 7) + canvas.paint(Self.mark, .bad)]
        }
    }
}
