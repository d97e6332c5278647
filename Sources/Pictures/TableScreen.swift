package import Explanation
package import Paging
import Words

/// A whole table as a map of 512 characters, and its runs.
package struct TableScreen: Sendable {
    let map: TableMap
    let depth: PagingDepth
    /// The index of the entry that the address uses, 0...511.
    let marked: Int

    /// The screen of a table, with the entry at index `marked` set off.
    package init(_ map: TableMap, depth: PagingDepth, marked: Int) {
        self.map = map
        self.depth = depth
        self.marked = marked
    }

    private static func sign(_ kind: TableMap.Kind) -> Character {
        switch kind {
        case .absent: "."
        case .table: "t"
        case .page: "p"
        case .huge: "H"
        case .protNone: "n"
        case .swapped: "s"
        }
    }

    static func word(_ kind: TableMap.Kind, _ level: PagingLevel) -> String {
        switch kind {
        case .absent: "absent"
        case .table: "\(level.next?.name ?? "") table"
        case .page: "page"
        case .huge: "\(sizeName(level.entrySpan)) page"
        case .protNone: "PROT_NONE"
        case .swapped: "swapped"
        }
    }

    /// The screen's lines.
    package func lines(on canvas: Canvas) -> [String] {
        let perRow = canvas.width >= 72 ? 64 : 32
        var lines = [
            canvas.paint("\(map.level.linuxName(depth)) table at \(hex(map.table))", .title)
        ]
        lines += canvas.wrap(
            "512 entries, each for \(span(map.level)). \(marks)")
        lines.append("")
        for start in stride(from: 0, to: 512, by: perRow) {
            var line = "\(start)".padded(to: 4) + " "
            for index in start..<start + perRow {
                let sign = String(Self.sign(TableMap.Kind(map.entries[index], at: map.level)))
                line +=
                    index == marked
                    ? canvas.paint("@", .bad) : canvas.paint(sign, sign == "." ? .faint : .level(map.level))
            }
            lines.append(line)
        }
        lines.append("")
        for run in map.runs { lines += canvas.wrap(text(run), indent: 9, first: range(run.indexes).padded(to: 9)) }
        return lines
    }

    private var marks: String {
        let kinds = Set(map.runs.map(\.kind))
        return TableMap.Kind.allCases.filter { kinds.contains($0) }.map {
            "\(Self.sign($0)) \(Self.word($0, map.level))"
        }.joined(separator: ", ") + ", @ the address you asked about (entry \(marked))."
    }

    private func range(_ indexes: ClosedRange<Int>) -> String {
        indexes.count == 1 ? "\(indexes.lowerBound)" : "\(indexes.lowerBound)-\(indexes.upperBound)"
    }

    private func text(_ run: TableMap.Run) -> String {
        let from = map.address(of: run.indexes.lowerBound, depth: depth).value
        let name = Self.word(run.kind, map.level)
        guard run.kind != .absent else { return "\(name), from \(hex(from))" }
        if run.indexes.count == 1 { return "\(name), from \(hex(from)): \(hex(run.first.raw))" }
        return "\(run.indexes.count) x \(name), from \(hex(from)): \(hex(run.first.raw)) ... \(hex(run.last.raw))"
    }

    private func span(_ level: PagingLevel) -> String {
        switch level {
        case .pgd: "256 TiB"
        case .p4d: "512 GiB"
        default: sizeName(level.entrySpan)
        }
    }
}
