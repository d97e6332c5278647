package import Paging

/// Names the mistake behind a wrong physical address, from the values alone: what would each known mistake have
/// printed here?
package enum TranslationDiagnosis {
    /// The mistake that turns `truth` into `claim`, if it is a known one.
    ///
    /// - Parameters:
    ///   - claim: what the module printed.
    ///   - walk: the walk from outside, which ended at a page.
    ///   - truth: physical address of the byte that was asked for.
    ///   - memory: the machine's.
    /// - Returns: the mistake, or nil.
    package static func name(claim: UInt64, walk: PageWalk, truth: UInt64, memory: borrowing some PhysicalMemory)
        -> Mistake?
    {
        let address = walk.address.value
        let offset = address & 0xfff
        guard let step = walk.steps.last, claim != truth else { return nil }
        let leaf = step.entry.raw
        let page = step.entry.pageAddress(at: step.level)
        let flags = leaf & ~PageTableEntry.addressMask & ~0xfff
        // Some or all of the flags above the address.
        if claim & PageTableEntry.addressMask | offset == truth, claim >> 52 != 0, claim >> 52 & ~(flags >> 52) == 0 {
            return .flagsLeftInAddress
        }
        if claim == leaf | offset || claim == leaf & ~(1 << 63) | offset || claim == leaf
            || claim == leaf & ~(1 << 63) || claim == (leaf & ~(1 << 63)) &+ offset
        {
            return .flagsLeftInLowBits
        }
        if UInt64(String(truth), radix: 16) == claim { return .decimalPrinted }
        if let mistake = offsets(claim, truth, page, address, step.level) { return mistake }
        if let mistake = kernelArithmetic(claim, address, truth) { return mistake }
        if step.level != .pte, let word = tableWord(walk, memory), ends(word, at: claim, walk, below: step.level) {
            return .hugePageWalkedAsTable
        }
        if otherDepth(walk, memory) == claim {
            return walk.space.depth == .four ? .foldedLevelWalked : .fifthLevelSkipped
        }
        if claim == truth & 0xffff_ffff && truth >> 32 != 0 { return .addressTruncated }
        return nil
    }

    private static func offsets(
        _ claim: UInt64, _ truth: UInt64, _ page: UInt64, _ address: UInt64, _ level: PagingLevel
    ) -> Mistake? {
        let offset = address & 0xfff
        if claim == truth & ~0xfff && offset != 0 { return .pageOffsetLost }
        if level != .pte, claim == page | offset || (level == .pud && claim == page | address & 0x1f_ffff) {
            return .hugePageOffsetTruncated
        }
        if claim == truth &+ offset && offset != 0 { return .pageOffsetAddedTwice }
        if claim == (truth & ~0xfff) &+ offset * 8 && offset != 0 { return .pageOffsetScaled }
        return nil
    }

    /// Where the kernel maps all physical memory without KASLR: 4 and 5 levels (Documentation/x86/x86_64/mm.rst).
    private static let directMaps: [UInt64] = [0xffff_8880_0000_0000, 0xff11_0000_0000_0000]

    private static func kernelArithmetic(_ claim: UInt64, _ address: UInt64, _ truth: UInt64) -> Mistake? {
        for map in directMaps where claim == address &- map || claim == truth &+ map || claim == (truth & ~0xfff) &+ map
        {
            return .directMapArithmetic
        }
        // virt_to_phys() takes what lies below the kernel's image for an address of the direct map, or of the image.
        return claim == address &+ 0x8000_0000 ? .directMapArithmetic : nil
    }

    /// What lies where a table's entry would be, if a huge page were one.
    private static func tableWord(_ walk: PageWalk, _ memory: borrowing some PhysicalMemory) -> UInt64? {
        guard let step = walk.steps.last, step.level != .pte else { return nil }
        let below: PagingLevel = step.level == .pud ? .pmd : .pte
        return memory.word(at: step.entry.pageAddress(at: step.level) &+ UInt64(walk.address.index(below)) * 8)
    }

    /// Whether `claim` is what a huge page's own bytes give who takes them for an entry of the next table: one that
    /// maps 4 KiB or, below a page of 1 GiB, by the chance of bit 7, one that maps 2 MiB.
    private static func ends(_ word: UInt64, at claim: UInt64, _ walk: PageWalk, below level: PagingLevel) -> Bool {
        let offset = walk.address.value & 0xfff
        if word & PageTableEntry.addressMask | offset == claim || word & ~0xfff | offset == claim { return true }
        let entry = PageTableEntry(word)
        return level == .pud && entry.isLeaf(at: .pmd)
            && entry.pageAddress(at: .pmd) | walk.address.offset(below: .pmd) == claim
    }

    /// Whether a huge page, read as a table, would seem to hold nothing for this address.
    static func looksAbsentAsTable(_ walk: PageWalk, _ memory: borrowing some PhysicalMemory) -> Bool {
        guard walk.physical != nil, let word = tableWord(walk, memory) else { return false }
        return word & 1 == 0
    }

    /// The translation as one who takes four levels for five would have it, or five for four.
    private static func otherDepth(_ walk: PageWalk, _ memory: borrowing some PhysicalMemory) -> UInt64? {
        // Four taken for five: the p4d's nine bits are used twice. Five taken for four: they are not used.
        let levels: [PagingLevel] =
            walk.space.depth == .four ? [.p4d, .p4d, .pud, .pmd, .pte] : [.pgd, .pud, .pmd, .pte]
        var table = walk.space.root
        for level in levels {
            guard let raw = memory.word(at: table &+ UInt64(walk.address.index(level)) * 8) else { return nil }
            let entry = PageTableEntry(raw)
            guard entry.isPresent else { return nil }
            if entry.isLeaf(at: level) { return entry.pageAddress(at: level) | walk.address.offset(below: level) }
            table = entry.tableAddress
        }
        return nil
    }

    /// The mistake behind a translation of what has none.
    static func name(invented claim: UInt64, _ walk: PageWalk, _ memory: borrowing some PhysicalMemory) -> Mistake {
        if walk.outcome == .nonCanonical { return .nonCanonicalAddressTranslated }
        if !walk.address.isUser(walk.space.depth) { return .kernelAddressTranslated }
        if let last = walk.steps.last, last.entry.isNone, last.level != .pte,
            let word = memory.word(at: UInt64(walk.address.index(.pte)) * 8),
            claim == word & PageTableEntry.addressMask | walk.address.value & 0xfff
        {
            return .emptyEntryFollowed
        }
        return .absentEntryTranslated
    }
}
