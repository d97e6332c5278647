/// What user mode may do, as it narrows from entry to entry of a walk: R/W and U/S must be set at every level, NX at none
/// (Intel SDM volume 3, section 4.6).
public struct EffectiveRights: Sendable, Hashable, Codable {
    /// U/S was set in every entry so far.
    public private(set) var reads = true
    /// R/W and U/S were.
    public private(set) var writes = true
    /// U/S was, and NX in none.
    public private(set) var executes = true

    /// Nothing at all: what is left where there is no page.
    public static var none: EffectiveRights {
        var rights = EffectiveRights()
        rights.pass(PageTableEntry(0))
        return rights
    }

    /// Everything, before the first entry.
    public init() {}

    /// Goes through one more present entry. Nothing is left behind an absent one.
    public mutating func pass(_ entry: PageTableEntry) {
        reads = reads && entry.isPresent && entry.has(.user)
        writes = writes && reads && entry.has(.writable)
        executes = executes && reads && !entry.has(.noExecute)
    }

    /// `rwx`, with `-` for what is not allowed.
    public var text: String { (reads ? "r" : "-") + (writes ? "w" : "-") + (executes ? "x" : "-") }
}

extension PageWalk {
    /// The rights that are left after each step, in the order of ``steps``.
    ///
    /// - Parameter userRoot: the root's entry in the copy that user mode runs on, where page-table isolation keeps two:
    ///   the kernel's copy has NX set in it, which does not bind user mode.
    public func rightsByStep(userRoot: PageTableEntry? = nil) -> [EffectiveRights] {
        var rights = EffectiveRights()
        return steps.enumerated().map { number, step in
            rights.pass(number == 0 ? userRoot ?? step.entry : step.entry)
            return rights
        }
    }
}
