import Explanation
import MtestProtocol
import Paging
import Pictures
import Words

/// The true walk of an address, level by level, beside what the module has printed.
struct WalkComparison: Sendable {
    /// The walk from outside.
    let walk: PageWalk
    /// The module's answer; nil where there is none, and the truth stands alone.
    let answer: FindPageAnswer?

    /// One level, or the result.
    struct Row: Sendable, Hashable {
        let label: String
        let truth: String
        /// What the module says; nil where it says nothing about it.
        let given: String?
        /// Whether the module says something else.
        let differs: Bool
    }

    /// The processor may set the accessed and the dirty bit at any moment.
    private static let volatile = PageTableEntry.Bit.accessed.mask | PageTableEntry.Bit.dirty.mask

    /// The rows, root first; the last is the result.
    var rows: [Row] {
        let depth = walk.space.depth
        var rows: [Row] = []
        for (name, level) in zip(TraceLevel.allCases, [PagingLevel.pgd, .p4d, .pud, .pmd, .pte]) {
            let printed = answer?.trace.entries[name]
            // Four levels: the p4d is the pgd again, and is shown where the module shows it.
            if depth == .four, level == .p4d, printed == nil { continue }
            let entry = walk.linuxEntry(level)
            guard entry != nil || printed != nil else { continue }
            let index = UInt64(walk.address.linuxIndex(level, depth: depth))
            let isOtherEntry = printed?.value.map { value in
                entry.map { (value ^ $0.raw) & ~Self.volatile != 0 } ?? true
            }
            let isOtherIndex = printed?.index.map { $0 != index }
            rows.append(
                Row(
                    label: name.rawValue, truth: entry.map { Self.cell(index, $0.raw) } ?? "the walk has ended above",
                    given: answer == nil ? nil : printed.map { Self.cell($0.index, $0.value) } ?? "not printed",
                    differs: isOtherEntry == true || (entry != nil && isOtherIndex == true)))
        }
        rows.append(result)
        return rows
    }

    private static func cell(_ index: UInt64?, _ value: UInt64?) -> String {
        let place = index.map { "[\(String(repeating: " ", count: $0 < 10 ? 2 : $0 < 100 ? 1 : 0))\($0)]" } ?? "     "
        return "\(place) \(value.map(longHex) ?? "not printed")"
    }

    /// The physical address that a correct module answers; nil where it has to find none. The kernel's half hangs in the
    /// same tables, but the process cannot reach it.
    private var physical: UInt64? { walk.address.isUser(walk.space.depth) ? walk.physical : nil }

    private var result: Row {
        let truth = physical.map(hex) ?? "no translation"
        guard let answer else { return Row(label: "paddr", truth: truth, given: nil, differs: false) }
        let given: String
        let isRight: Bool
        switch answer.outcome {
        case .translated(let claim):
            given = hex(claim.physicalAddress)
            let kept: UInt64? = if case .protNone(_, let physical) = walk.outcome { physical } else { nil }
            isRight = (physical ?? kept).map(claim.states) ?? false
        case .notFound: (given, isRight) = ("no translation", physical == nil)
        case .noSuchProcess: (given, isRight) = ("no such process", false)
        case .ambiguous: (given, isRight) = ("says different things", false)
        case .unreadable: (given, isRight) = ("cannot be read", false)
        case .none: (given, isRight) = ("nothing", physical == nil)
        }
        return Row(label: "paddr", truth: truth, given: given, differs: !isRight)
    }

    /// How the walk ends, in a sentence.
    var conclusion: String {
        switch walk.outcome {
        case .page(_, let size) where physical != nil: "It is in a page of \(sizeName(size))."
        case .page: "The page is the kernel's: the process cannot reach it."
        case .absent(let level): "The \(level.linuxName(walk.space.depth)) entry is empty: there is no page."
        case .protNone: "PROT_NONE: Linux keeps a page there that the processor cannot reach."
        case .swapped: "The page was swapped out: the entry says where to, and is not present."
        case .nonCanonical: "The address is not canonical: there is nothing to walk."
        case .outsideMemory(let level, _): "The \(level.linuxName(walk.space.depth)) table lies outside of memory."
        }
    }

    /// Everything, with the first difference marked.
    func lines(on canvas: Canvas) -> [String] {
        let rows = self.rows
        let first = rows.firstIndex(where: \.differs)
        var lines: [String] = []
        if answer == nil {
            lines.append(canvas.paint("\(hex(walk.address.value)), from outside:", .title))
            lines += rows.map { "\($0.label.padded(to: 7))\($0.truth)" }
        } else {
            lines += BesideTable(rows: rows.map { ($0.label, $0.truth, $0.given ?? "") }, marked: first)
                .lines(on: canvas)
        }
        lines += canvas.wrap(conclusion)
        if answer != nil, first == nil { lines += canvas.wrap("Your module's answer is that of the tables.") }
        return lines
    }
}
