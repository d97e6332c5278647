package import Explanation
import Paging
import Words

/// The whole walk as one picture, from CR3 to the byte.
package struct WalkDrawing: Sendable {
    let explanation: Explanation

    /// The picture of an explanation.
    package init(_ explanation: Explanation) { self.explanation = explanation }

    /// The picture's lines; empty without tables.
    package func lines(on canvas: Canvas) -> [String] {
        guard let walk = explanation.walk, !explanation.levels.isEmpty else { return [] }
        let inner = min(canvas.width, 64) - 2
        var lines = ["CR3 \(hex(walk.space.root))"]
        for level in explanation.levels {
            lines.append(" \(canvas.vertical)")
            lines += box(
                title: "\(level.name) \(level.table.map(hex) ?? "")",
                content: level.entry.map { entryLine(level, $0, inner) } ?? "this table was not kept",
                ink: .level(level.level), inner: inner, goesOn: continues(level), canvas)
        }
        switch walk.outcome {
        case .page(let physical, let size):
            lines.append(" \(canvas.vertical)")
            let offset = physical & (size - 1)
            lines += box(
                title: "page of \(sizeName(size)) at \(hex(physical - offset))",
                content: "+ \(hex(offset)) = \(hex(physical))", ink: .good, inner: inner, goesOn: false, canvas)
        default:
            lines += canvas.wrap(explanation.conclusion, indent: 3, first: " X ")
        }
        return lines
    }

    private func continues(_ level: LevelExplanation) -> Bool {
        switch level.meaning {
        case .table, .page: true
        default: false
        }
    }

    private func entryLine(_ level: LevelExplanation, _ entry: PageTableEntry, _ inner: Int) -> String {
        let index = String(level.index)
        let rights = entry.isPresent ? level.rights?.text ?? "" : ""
        let padding = String(repeating: " ", count: max(0, 3 - index.count))
        let place = inner < 56 ? "" : "+ \(hex(UInt64(level.index) * 8))".padded(to: 8)
        return "[\(padding)\(index)] \(place)\(longHex(entry.raw)) \(rights)"
    }

    private func box(
        title: String, content: String, ink: Canvas.Ink, inner: Int, goesOn: Bool, _ canvas: Canvas
    ) -> [String] {
        let corners = canvas.hasLines ? ["┌", "┐", "└", "┘", "┬"] : ["+", "+", "+", "+", "+"]
        let bar = canvas.horizontal
        func line(_ count: Int) -> String { String(repeating: bar, count: max(0, count)) }
        let head = "\(corners[0])\(canvas.arrow)\(bar) \(title) "
        return [
            canvas.paint(head + line(inner + 1 - head.count) + corners[1], ink),
            canvas.paint(canvas.vertical, ink) + " " + String(content.prefix(inner - 1)).padded(to: inner - 1)
                + canvas.paint(canvas.vertical, ink),
            canvas.paint(corners[2] + (goesOn ? corners[4] : bar) + line(inner - 1) + corners[3], ink),
        ]
    }
}
