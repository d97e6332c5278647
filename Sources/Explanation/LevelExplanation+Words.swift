package import Paging
import Words

extension LevelExplanation {
    /// Where the table's address comes from.
    package var tableOrigin: String {
        switch origin {
        case .cr3(let root): "bits 51:12 of CR3, \(hex(root))"
        case .entry(let level, let raw): "bits 51:12 of the \(level) entry, \(hex(raw))"
        case nil: ""
        }
    }

    /// What the entry means, as a clause.
    package var conclusion: String {
        switch meaning {
        case .table(let level, let address): "leads to the \(level) table at \(hex(address))"
        case .page(let page, let physical, let size):
            size == 4096
                ? "leads to the page at \(hex(page)); with the offset \(hex(physical - page)): \(hex(physical))"
                : "a large page: \(sizeName(size)) at \(hex(page)), so the walk ends here and the lowest "
                    + "\(level.shift) bits are offset: \(hex(physical))"
        case .absent:
            "absent: nothing is mapped in the \(span) that this entry covers"
        case .protNone(let physical):
            "PROT_NONE: Linux keeps the page at \(hex(physical)) (number inverted), the processor faults"
        case .swapped(let type, let offset):
            switch SwapKind(type: type) {
            case .area(let area): "swapped out: page \(offset) of swap area \(area); the processor faults"
            case .special: "a note of Linux, type \(type); the processor faults"
            }
        case .unknownTable: "this table was not kept"
        case .arithmeticOnly: "chooses one of 512 entries, each of which covers \(span)"
        }
    }

    private var span: String {
        switch level {
        case .pte: "4 KiB"
        case .pmd: "2 MiB"
        case .pud: "1 GiB"
        case .p4d: "512 GiB"
        case .pgd: "256 TiB"
        }
    }

    /// On four levels Linux prints the root's entry twice: what to say about that, at the root; nil elsewhere.
    package func foldNote(_ depth: PagingDepth) -> String? {
        guard depth == .four, level == .p4d else { return nil }
        return
            "p4d is folded into the pgd: p4d_offset() returns the pgd's entry itself, so p4d_val is the same number and "
            + "p4d_index is 0."
    }
}
