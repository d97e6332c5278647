package import Explanation
import Paging
import Words

/// The whole walk as one picture for slides: the address above, its tables from left to right.
package struct SVGDrawing: Sendable {
    let explanation: Explanation

    /// The picture of an explanation.
    package init(_ explanation: Explanation) { self.explanation = explanation }

    private static let width = 1280
    private static let height = 720
    private static let tableTop = 250
    private static let tableHeight = 360

    /// A complete SVG document.
    package var text: String {
        let title = escaped("The walk of \(explanation.place.map { "\($0), " } ?? "")\(hex(explanation.address.value))")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(Self.height)" role="img" aria-labelledby="t d">
            <title id="t">\(title)</title>
            <desc id="d">\(escaped(description))</desc>
            <style>\(Self.style)</style>
            <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" class="ink"/></marker></defs>
            <rect width="\(Self.width)" height="\(Self.height)" class="paper"/>
            <text x="40" y="58" class="title">\(title)</text>
            \(bits)\(tables)
            <text x="40" y="\(Self.height - 34)" class="end">\(escaped(explanation.conclusion, limit: 125))</text>
            </svg>

            """
    }

    /// The picture in words, for people who cannot see it.
    private var description: String {
        explanation.levels.map { "\($0.name): entry \($0.index), \($0.conclusion)" }.joined(separator: ". ")
    }

    private static let style = """
        text{font-family:"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:17px;fill:#1c2430}\
        .title{font-size:27px;font-weight:bold}.end{font-size:16px}.small{font-size:14px;fill:#5b6675}\
        .paper{fill:#fdfdfb}.ink{fill:#39424e}.line{stroke:#39424e;stroke-width:2;fill:none;marker-end:url(#head)}\
        .thin{stroke:#9aa4b0;stroke-width:1.5;fill:none;stroke-dasharray:5 4}.table{fill:#fff;stroke:#9aa4b0;stroke-width:1.5}\
        .sign{fill:#e4e7eb}.offset{fill:#d9dde3}.pgd{fill:#e9cdf3}.p4d{fill:#cfdcfa}.pud{fill:#c5ebef}.pmd{fill:#cdeec9}.pte{fill:#fbe6b4}\
        .page{fill:#e2f4e4;stroke:#3d8b4c;stroke-width:1.5}.none{fill:#fbe3e0;stroke:#b5483a;stroke-width:1.5}
        """

    /// Where a level's column begins.
    private func left(_ column: Int) -> Int {
        let columns = explanation.levels.count + 1
        return 40 + column * (Self.width - 80) / max(columns, 1)
    }

    private var columnWidth: Int { (Self.width - 80) / max(explanation.levels.count + 1, 1) - 46 }

    private var end: PagingLevel {
        if case .page(_, let size)? = explanation.walk?.outcome {
            return PagingLevel.allCases.first { $0.entrySpan == size } ?? .pte
        }
        return .pte
    }

    private var bits: String {
        let groups = AddressBits(explanation.address, depth: explanation.depth, end: end).groups
        var x = 40.0
        let bit = Double(Self.width - 80) / 64
        var text = ""
        for group in groups {
            let width = bit * Double(group.bits.count)
            let kind = group.level?.name ?? group.name
            text += """
                <rect x="\(round(x))" y="100" width="\(round(width - 4))" height="56" rx="5" class="\(kind)"/>\
                <text x="\(round(x + width / 2 - 2))" y="124" text-anchor="middle">\(binary(group.value, group.bits.count).prefix(Int(width / 10.4)))</text>\
                <text x="\(round(x + width / 2 - 2))" y="147" text-anchor="middle" class="small">\(label(group))</text>

                """
            if let level = group.level, let column = explanation.levels.firstIndex(where: { $0.level == level }) {
                let from = round(x + width / 2 - 2)
                let y = entryY(explanation.levels[column].index)
                let to = left(column) - 12
                text += "<path d=\"M\(from) 156V\(168 + column * 7)H\(to)V\(y)H\(left(column) - 2)\" class=\"thin\"/>\n"
            }
            x += width
        }
        return text
    }

    private func label(_ group: AddressBits.Group) -> String {
        let range = "\(group.bits.upperBound):\(group.bits.lowerBound)"
        if group.name == "sign" { return "\(range)" }
        return group.level == nil ? "offset \(hex(group.value))" : "\(group.name) \(group.value)"
    }

    private func round(_ x: Double) -> Int { Int(x.rounded()) }

    private func entryY(_ index: Int) -> Int {
        Self.tableTop + 24 + index * (Self.tableHeight - 48) / 511
    }

    private var tables: String {
        guard explanation.walk != nil else { return "" }
        var text = ""
        for (column, level) in explanation.levels.enumerated() {
            let x = left(column)
            let y = entryY(level.index)
            text += """
                <text x="\(x)" y="\(Self.tableTop - 28)" font-weight="bold">\(level.name)</text>\
                <text x="\(x)" y="\(Self.tableTop - 8)" class="small">\(level.table.map(hex) ?? "")</text>\
                <rect x="\(x)" y="\(Self.tableTop)" width="\(columnWidth)" height="\(Self.tableHeight)" rx="5" class="table"/>\
                <rect x="\(x)" y="\(y - 18)" width="\(columnWidth)" height="36" rx="4" class="\(level.level.name)"/>\
                <text x="\(x + columnWidth / 2)" y="\(y - 3)" text-anchor="middle" class="small">[\(level.index)] \(level.rights?.text ?? "")</text>\
                <text x="\(x + columnWidth / 2)" y="\(y + 13)" text-anchor="middle" style="font-size:\(columnWidth < 190 ? 13 : 15)px">\(level.entry.map { longHex($0.raw) } ?? "?")</text>

                """
            switch level.meaning {
            case .table:
                text += arrow(from: column, y: y, to: Self.tableTop)
            case .page(let page, let physical, let size):
                text += arrow(from: column, y: y, to: Self.tableTop) + pageBox(column + 1, page, physical, size)
            default:
                text += ending(column + 1, level)
            }
        }
        return text
    }

    private func arrow(from column: Int, y: Int, to end: Int) -> String {
        let from = left(column) + columnWidth
        let to = left(column + 1)
        return
            "<path d=\"M\(from) \(y)C\(from + 24) \(y) \(to - 26) \(end + 6) \(to - 2) \(end + 6)\" class=\"line\"/>\n"
    }

    private func pageBox(_ column: Int, _ page: UInt64, _ physical: UInt64, _ size: UInt64) -> String {
        let x = left(column)
        let y = Self.tableTop + 24 + Int((physical - page) * UInt64(Self.tableHeight - 48) / size)
        return """
            <text x="\(x)" y="\(Self.tableTop - 28)" font-weight="bold">page, \(sizeName(size))</text>\
            <text x="\(x)" y="\(Self.tableTop - 8)" class="small">\(hex(page))</text>\
            <rect x="\(x)" y="\(Self.tableTop)" width="\(columnWidth)" height="\(Self.tableHeight)" rx="5" class="page"/>\
            <rect x="\(x)" y="\(y - 18)" width="\(columnWidth)" height="36" rx="4" class="offset"/>\
            <text x="\(x + columnWidth / 2)" y="\(y - 3)" text-anchor="middle" class="small">+ \(hex(physical - page))</text>\
            <text x="\(x + columnWidth / 2)" y="\(y + 13)" text-anchor="middle" style="font-size:15px">\(hex(physical))</text>

            """
    }

    private func ending(_ column: Int, _ level: LevelExplanation) -> String {
        let word: String =
            switch level.meaning {
            case .absent: "nothing"
            case .protNone: "PROT_NONE"
            case .swapped: "swapped"
            default: "not kept"
            }
        let x = left(column)
        return """
            <rect x="\(x)" y="\(entryY(level.index) - 20)" width="\(columnWidth)" height="40" rx="5" class="none"/>\
            <text x="\(x + columnWidth / 2)" y="\(entryY(level.index) + 6)" text-anchor="middle">\(word)</text>

            """
    }
}

/// Text for the inside of an element or an attribute, of at most `limit` letters before it is escaped.
package func escaped(_ text: String, limit: Int = .max) -> String {
    let shown = text.visibleLine
    return (shown.count > limit ? shown.prefix(limit - 1) + "…" : shown).escapedForMarkup
}
