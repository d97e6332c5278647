import Grading
import Mistakes
import MtestProtocol
import Paging
import Words

/// Each printed entry and index of a walk against the tables.
enum TraceComparison {
    /// The processor may set the accessed and the dirty bit at any moment.
    private static let volatile = PageTableEntry.Bit.accessed.mask | PageTableEntry.Bit.dirty.mask

    /// Whether two values are one entry, read at different moments.
    static func same(_ left: UInt64, _ right: UInt64) -> Bool { (left ^ right) & ~volatile == 0 }

    static func judge(_ trace: LevelTrace, _ walk: PageWalk) -> Verdict {
        let depth = walk.space.depth
        for (name, level) in zip(TraceLevel.allCases, [PagingLevel.pgd, .p4d, .pud, .pmd, .pte]) {
            guard let truth = walk.linuxEntry(level) else { continue }
            guard let printed = trace.entries[name] else {
                // Four levels: the p4d is the pgd again, and may be left out.
                if depth == .four && level == .p4d { continue }
                return .wrong(
                    .missing, "the walk's \(name) is not printed", expected: "\(name)_val = \(hex(truth.raw))",
                    actual: "nothing about the \(name)")
            }
            if let value = printed.value, !same(value, truth.raw) {
                return .wrong(
                    .wrong, "the printed entry of the \(name) is not the table's",
                    expected: "\(name)_val = \(hex(truth.raw))", actual: "\(name)_val = \(hex(value))",
                    mistake: .levelEntryWrong)
            }
            let index = UInt64(walk.address.linuxIndex(level, depth: depth))
            if let given = printed.index, given != index {
                return .wrong(
                    .wrong, "the printed index of the \(name) is not the address's",
                    expected: "\(name)_index = \(index)", actual: "\(name)_index = \(given)", mistake: .levelIndexWrong)
            }
        }
        return .pass
    }
}
