/// One 64-bit entry of a page table, read as x86-64 and Linux read it.
public struct PageTableEntry: Sendable, Hashable, Codable {
    /// The raw bits.
    public let raw: UInt64

    /// An entry from its eight bytes in a table.
    public init(_ raw: UInt64) { self.raw = raw }

    /// A bit of an entry that is a field by itself. Raw values are bit numbers
    /// (Intel SDM volume 3, tables 4-14 to 4-20; arch/x86/include/asm/pgtable_types.h).
    public enum Bit: Int, Sendable, CaseIterable {
        case present = 0
        case writable = 1
        case user = 2
        case writeThrough = 3
        case cacheDisable = 4
        case accessed = 5
        case dirty = 6
        /// PS at pud and pmd; the pte has PAT here.
        case pageSize = 7
        case global = 8
        case special = 9
        case userfaultWriteProtect = 10
        case softDirty = 11
        case noExecute = 63

        /// The bit alone, as a mask.
        public var mask: UInt64 { 1 << UInt64(rawValue) }
    }

    /// Whether a bit is set.
    public func has(_ bit: Bit) -> Bool { raw >> UInt64(bit.rawValue) & 1 == 1 }

    /// P: the processor uses this entry. It ignores all other entries, and only Linux reads them.
    public var isPresent: Bool { has(.present) }

    /// What Linux calls `none`: an empty entry. A and D are ignored, because a processor may set them in a clear entry
    /// (erratum; `_PAGE_KNL_ERRATUM_MASK` in arch/x86/include/asm/pgtable_types.h).
    public var isNone: Bool { raw & ~(Bit.accessed.mask | Bit.dirty.mask) == 0 }

    /// Whether an entry of `level` ends the walk: a pte, or a pmd or pud with PS.
    public func isLeaf(at level: PagingLevel) -> Bool {
        switch level {
        case .pte: true
        case .pmd, .pud: has(.pageSize)
        case .p4d, .pgd: false
        }
    }

    /// Bits 51:12, which hold the physical address in a table entry or a 4 KiB leaf.
    public static let addressMask: UInt64 = 0x000f_ffff_ffff_f000

    /// Bits 63:52, the flags above the address: no execute (63), the protection key (62:59), what Linux and the
    /// processor leave to software (Intel SDM volume 3, table 4-20).
    public static let highFlagsMask: UInt64 = 0xfff0_0000_0000_0000

    /// The mask of the physical address in a leaf of `level`: 4 KiB, 2 MiB or 1 GiB aligned, never above bit 51.
    public static func leafMask(_ level: PagingLevel) -> UInt64 { addressMask & ~level.offsetMask }

    /// Physical address of the table below, for an entry that is not a leaf.
    public var tableAddress: UInt64 { raw & Self.addressMask }

    /// Physical address of the first byte of the page, for a leaf of `level`.
    public func pageAddress(at level: PagingLevel) -> UInt64 { raw & Self.leafMask(level) }

    /// Whether Linux keeps a page here that the processor must not touch: P clear, bit 8 set (`_PAGE_PROTNONE`), frame
    /// number inverted against L1TF (arch/x86/include/asm/pgtable-invert.h).
    public var isProtNone: Bool { !isPresent && has(.global) }

    /// The physical address in a PROT_NONE entry, with the inversion undone.
    public func protNoneAddress(at level: PagingLevel) -> UInt64 { ~raw & Self.leafMask(level) }

    /// Type and offset of a swapped-out page: type in 63:59, offset inverted in 58:9
    /// (arch/x86/include/asm/pgtable_64.h). Nil when the entry is none, present or PROT_NONE. High types are not
    /// swap areas but migration, poison and device entries.
    public var swap: (type: Int, offset: UInt64)? {
        guard !isPresent, !isProtNone, !isNone else { return nil }
        return (Int(raw >> 59), (~raw << 5) >> 14)
    }
}
