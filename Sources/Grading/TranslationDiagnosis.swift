import Paging

/// Names the mistake behind a wrong physical address, from the values alone.
enum TranslationDiagnosis {
    /// The mistake that turns `truth` into `claim`, if it is a known one.
    ///
    /// - Parameters:
    ///   - claim: what the module printed.
    ///   - walk: the walk from outside, which ended at a page.
    ///   - truth: physical address of the byte that was asked for.
    /// - Returns: the id of the mistake, or nil.
    static func name(claim: UInt64, walk: PageWalk, truth: UInt64) -> String? {
        let offset = walk.address.value & 0xfff
        guard let leaf = walk.steps.last?.entry.raw else { return nil }
        let dropsNoExecuteOnly = claim == truth | (leaf & ~PageTableEntry.addressMask & ~0xfff)
        if dropsNoExecuteOnly && claim != truth { return "flags-left-in-address" }
        if claim == leaf | offset || claim == leaf & ~(1 << 63) | offset || claim == leaf {
            return "flags-left-in-low-bits"
        }
        if claim == truth & ~UInt64(0xfff) && offset != 0 { return "page-offset-lost" }
        if claim == truth &+ offset && offset != 0 { return "page-offset-added-twice" }
        if claim == walk.address.value &- 0xffff_8880_0000_0000 || claim == walk.address.value &+ 0x8000_0000 {
            return "direct-map-arithmetic"
        }
        if walk.steps.last?.level != .pte, claim & 0xfff == offset { return "huge-page-walked-as-table" }
        return nil
    }
}
