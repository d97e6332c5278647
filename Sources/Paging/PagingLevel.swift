/// A level of the x86-64 page tables, from the root down. Linux's names are used throughout.
///
/// ```
///  56        48 47        39 38        30 29        21 20        12 11          0
/// +------------+------------+------------+------------+------------+-------------+
/// |    pgd     |    p4d     |    pud     |    pmd     |    pte     |   offset    |
/// +------------+------------+------------+------------+------------+-------------+
///   only LA57    512 GiB each  1 GiB each   2 MiB each   4 KiB each    4096 bytes
/// ```
/// (Intel SDM volume 3, section 4.5; arch/x86/include/asm/pgtable_64_types.h.) With four levels Linux calls the
/// root `pgd` too and folds the p4d into it; ``PagingDepth/levels`` says which of the five the processor walks.
public enum PagingLevel: Int, Sendable, Hashable, CaseIterable, Comparable, Codable {
    case pte = 1
    case pmd = 2
    case pud = 3
    case p4d = 4
    case pgd = 5

    /// Linux's name of the level, as the module prints it (`pgd`, `p4d`, ...).
    public var name: String {
        switch self {
        case .pte: "pte"
        case .pmd: "pmd"
        case .pud: "pud"
        case .p4d: "p4d"
        case .pgd: "pgd"
        }
    }

    /// The lowest address bit of this level's nine index bits: 12 for the pte, 48 for a five-level pgd.
    public var shift: UInt64 { 12 + 9 * UInt64(rawValue - 1) }

    /// Bytes of address space that one entry of this level spans.
    public var entrySpan: UInt64 { 1 << shift }

    /// The address bits below this level's index, as a mask: 0xfff for the pte, where they are the page offset.
    public var offsetMask: UInt64 { entrySpan - 1 }

    /// The level below; nil below the pte.
    public var next: PagingLevel? { PagingLevel(rawValue: rawValue - 1) }

    /// Orders levels by their distance from the page: `.pte < .pgd`.
    public static func < (left: PagingLevel, right: PagingLevel) -> Bool { left.rawValue < right.rawValue }
}

/// How many levels the processor walks: CR4.LA57 (bit 12) chooses.
public enum PagingDepth: Int, Sendable, Hashable, Codable, CaseIterable {
    case four = 4
    case five = 5

    /// The depth that a CR4 value selects (bit 12, LA57; Intel SDM volume 3, section 2.5).
    public init(cr4: UInt64) { self = cr4 & (1 << 12) != 0 ? .five : .four }

    /// The level of the table that CR3 points to. With four levels Linux prints this table's entries both as pgd and as
    /// p4d.
    public var root: PagingLevel { self == .five ? .pgd : .p4d }

    /// The levels that the processor walks, root first.
    public var levels: [PagingLevel] { PagingLevel.allCases.filter { $0 <= root }.reversed() }

    /// Bits of a virtual address that are translated: 48 or 57.
    public var addressBits: UInt64 { root.shift + 9 }
}
