package import Paging

extension PagingLevel {
    /// Linux's name of the table that the processor reads at this level. With four levels the root is the pgd, into which
    /// the p4d is folded.
    package func linuxName(_ depth: PagingDepth) -> String { depth == .four && self == .p4d ? "pgd" : name }

    /// The processor manual's name of the table.
    package var manualName: String {
        switch self {
        case .pgd: "PML5"
        case .p4d: "PML4"
        case .pud: "page-directory-pointer table"
        case .pmd: "page directory"
        case .pte: "page table"
        }
    }

    /// The bits of an address that choose an entry at this level.
    package var addressBits: ClosedRange<Int> { Int(shift)...Int(shift) + 8 }
}
