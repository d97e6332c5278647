package import Paging

/// Names the mistake behind a wrong physical address, from the values alone: what would each known mistake have
/// printed here?
///
/// The rules are tried in one order, for an answer that is graded and for a printed walk alike, so that one value has
/// one name. The machine's memory tells more than printed entries do: see ``Sight``.
package enum WrongAddress {
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
        guard let step = walk.steps.last else { return nil }
        let sight = Sight(
            below: tableWord(walk, memory), otherDepth: otherDepth(walk, memory), depth: walk.space.depth)
        return name(
            claim: claim, truth: truth, leaf: step.entry, level: step.level, address: walk.address, seeing: sight)
    }

    /// The mistake that turns `truth` into `claim`, if it is a known one, from what a module printed.
    ///
    /// - Parameters:
    ///   - claim: what the module printed as the physical address.
    ///   - truth: the address that the leaf leads to.
    ///   - leaf: the entry at which the walk ends.
    ///   - level: the level of that entry.
    ///   - address: the virtual address that was walked.
    ///   - sight: what else is known.
    /// - Returns: the mistake, or nil.
    package static func name(
        claim: UInt64, truth: UInt64, leaf: PageTableEntry, level: PagingLevel, address: VirtualAddress,
        seeing sight: Sight = Sight()
    ) -> Mistake? {
        guard claim != truth else { return nil }
        let wrong = Case(claim: claim, truth: truth, leaf: leaf, level: level, address: address)
        if let mistake = wrong.flags ?? wrong.format ?? wrong.offsetMistake ?? wrong.kernelArithmetic
            ?? wrong.frameNumber
        {
            return mistake
        }
        if let word = sight.below, wrong.comes(from: word) { return .hugePageWalkedAsTable }
        if let other = sight.otherDepth, other == claim {
            return sight.depth == .four ? .foldedLevelWalked : .fifthLevelSkipped
        }
        if wrong.isTruncated { return .addressTruncated }
        return isKernelPointer(claim, sight.depth) ? .kernelPointerPrinted : nil
    }

    /// Whether a claim with flags left in above the address has lost the offset in the page as well.
    package static func hasLostOffset(claim: UInt64, _ mistake: Mistake?, _ address: VirtualAddress) -> Bool {
        mistake == .flagsLeftInAddress && address.pageOffset != 0 && claim & PagingLevel.pte.offsetMask == 0
    }

    /// Whether a number is an address of the kernel's half: no flags make one of a physical address.
    static func isKernelPointer(_ claim: UInt64, _ depth: PagingDepth) -> Bool {
        let address = VirtualAddress(claim)
        return address.isCanonical(depth) && !address.isUser(depth)
    }

    /// The mistake behind a translation of an address that has none.
    ///
    /// - Parameters:
    ///   - claim: the physical address that the module printed.
    ///   - walk: the walk from outside, which ended without a page.
    ///   - memory: the machine's.
    /// - Returns: the mistake, or nil where the claim is what no known one makes of the entry.
    package static func name(
        invented claim: UInt64, _ walk: PageWalk, _ memory: borrowing some PhysicalMemory
    ) -> Mistake? {
        name(
            invented: claim, address: walk.address, depth: walk.space.depth, end: walk.steps.last?.entry,
            level: walk.steps.last?.level ?? .pte, followed: memory.word(at: UInt64(walk.address.index(.pte)) * 8))
    }

    /// The mistake behind a translation of an address that has none, from what a module printed.
    ///
    /// - Parameters:
    ///   - claim: the physical address that the module printed.
    ///   - address: the virtual address that was walked.
    ///   - depth: how many levels the machine has.
    ///   - end: the entry at which the walk ends; nil where no table is read.
    ///   - level: the level of that entry.
    ///   - word: what stands for the address in a page table at physical address 0, to which an empty entry leads.
    /// - Returns: the mistake, or nil where the claim is what no known one makes of the entry.
    package static func name(
        invented claim: UInt64, address: VirtualAddress, depth: PagingDepth, end: PageTableEntry?, level: PagingLevel,
        followed word: UInt64?
    ) -> Mistake? {
        if !address.isCanonical(depth) { return .nonCanonicalAddressTranslated }
        if !address.isUser(depth) { return .kernelAddressTranslated }
        if let end, end.isNone, level != .pte, let word,
            claim == PageTableEntry(word).tableAddress | address.pageOffset
        {
            return .emptyEntryFollowed
        }
        if let end, comes(claim, from: end, level, address) { return .absentEntryTranslated }
        if Case.isArithmetic(claim, on: address.value) { return .directMapArithmetic }
        return isKernelPointer(claim, depth) ? .kernelPointerPrinted : nil
    }

    /// Whether a claim is an entry that is not present, taken for one that is: its bits as they are or masked, with the
    /// offset or without it. pte_pfn() inverts the bits of an entry that is not present (arch/x86/include/asm/pgtable.h).
    private static func comes(
        _ claim: UInt64, from entry: PageTableEntry, _ level: PagingLevel, _ address: VirtualAddress
    ) -> Bool {
        let mask = PageTableEntry.addressMask
        let low = PagingLevel.pte.offsetMask
        let bits = [entry.raw & mask, entry.raw & ~low, entry.raw, ~entry.raw & mask, ~entry.raw & ~low]
        let offsets = [0, address.pageOffset, address.offset(below: level)]
        return bits.contains { bits in offsets.contains { claim == bits | $0 || claim == bits &+ $0 } }
    }
}
