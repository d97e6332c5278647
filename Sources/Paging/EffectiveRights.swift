/// The rights of user mode after some entries of a walk. Each entry can only reduce them: R/W and U/S must be set at
/// every level, NX at none (Intel SDM volume 3, section 4.6).
public struct EffectiveRights: Sendable, Hashable, Codable {
    /// Whether user mode may read: U/S was set in every entry so far.
    public private(set) var reads = true
    /// Whether user mode may write: R/W and U/S were set in every entry so far.
    public private(set) var writes = true
    /// Whether user mode may execute: U/S was set in every entry so far, and NX in none.
    public private(set) var executes = true

    /// No rights: the rights at an address without a page.
    public static var none: EffectiveRights {
        var rights = EffectiveRights()
        rights.pass(PageTableEntry(0))
        return rights
    }

    /// All rights, as before the first entry.
    public init() {}

    /// Reduces the rights by one more entry. No rights are left after an entry that is not present.
    public mutating func pass(_ entry: PageTableEntry) {
        reads = reads && entry.isPresent && entry.has(.user)
        writes = writes && reads && entry.has(.writable)
        executes = executes && reads && !entry.has(.noExecute)
    }

    /// `rwx`, with `-` for each right that is missing.
    public var text: String { (reads ? "r" : "-") + (writes ? "w" : "-") + (executes ? "x" : "-") }
}

extension PageWalk {
    /// The rights that are left after each step, in the order of ``steps``.
    ///
    /// - Parameter userRoot: the root's entry in the user copy, when page-table isolation keeps two copies. The
    ///   kernel's copy has NX set in it, which does not apply to user mode.
    /// - Returns: one value for each step.
    public func rightsByStep(userRoot: PageTableEntry? = nil) -> [EffectiveRights] {
        var rights = EffectiveRights()
        return steps.enumerated().map { number, step in
            rights.pass(number == 0 ? userRoot ?? step.entry : step.entry)
            return rights
        }
    }
}
