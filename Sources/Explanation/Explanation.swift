package import Paging

/// A whole address, level by level.
package struct Explanation: Sendable, Hashable {
    /// The address that is explained.
    package let address: VirtualAddress
    /// Four or five levels.
    package let depth: PagingDepth
    /// Root first; as far as the walk goes.
    package let levels: [LevelExplanation]
    /// nil where only the arithmetic is known.
    package let walk: PageWalk?
    /// The copy of the root that user mode runs on, where there are two.
    package var userRoot: UInt64?
    /// The entry of that copy for this address.
    package let userRootEntry: PageTableEntry?
    /// What pagemap says of the page.
    package var pagemap: PagemapEntry?
    /// The first bytes at the physical address.
    package var bytes: [UInt8]?
    /// `heap`, where the address was named.
    package var place: String?
    /// Where the tables come from, as a phrase.
    package var source: String?

    /// The arithmetic of an address, without page tables.
    package init(_ address: VirtualAddress, depth: PagingDepth) {
        self.address = address
        self.depth = depth
        walk = nil
        userRootEntry = nil
        guard address.isCanonical(depth) else {
            levels = []
            return
        }
        levels = depth.levels.map { level in
            LevelExplanation(
                level: level, name: level.linuxName(depth), address: address, index: address.index(level), table: nil,
                origin: nil, entry: nil, meaning: .arithmeticOnly, rights: nil)
        }
    }

    /// A walk that was made, with the rights and origins that follow from it.
    ///
    /// - Parameters:
    ///   - walk: the walk, from the kernel's copy of the root where there are two.
    ///   - userRootEntry: the root's entry in the copy that user mode runs on.
    package init(_ walk: PageWalk, userRootEntry: PageTableEntry? = nil) {
        address = walk.address
        depth = walk.space.depth
        self.walk = walk
        let rights = walk.rightsByStep(userRoot: userRootEntry)
        self.userRootEntry = userRootEntry
        var levels: [LevelExplanation] = []
        for (number, step) in walk.steps.enumerated() {
            let before = number == 0 ? nil : walk.steps[number - 1]
            levels.append(
                LevelExplanation(
                    level: step.level, name: step.level.linuxName(depth), address: walk.address, index: step.index,
                    table: step.table,
                    origin: before.map { .entry(level: $0.level.linuxName(walk.space.depth), raw: $0.entry.raw) }
                        ?? .cr3(walk.space.root),
                    entry: step.entry,
                    meaning: Self.meaning(of: step, walk: walk, isLast: number == walk.steps.count - 1),
                    rights: rights[number]))
        }
        if case .outsideMemory(let level, let table) = walk.outcome {
            let before = walk.steps.last
            levels.append(
                LevelExplanation(
                    level: level, name: level.linuxName(depth), address: walk.address,
                    index: walk.address.index(level), table: table,
                    origin: before.map { .entry(level: $0.level.linuxName(walk.space.depth), raw: $0.entry.raw) }
                        ?? .cr3(walk.space.root),
                    entry: nil, meaning: .unknownTable, rights: nil))
        }
        self.levels = levels
    }

    private static func meaning(of step: PageWalk.Step, walk: PageWalk, isLast: Bool) -> LevelExplanation.Meaning {
        guard step.entry.isPresent else {
            switch walk.outcome {
            case .protNone(_, let physical): return .protNone(physical: physical)
            case .swapped(_, let type, let offset): return .swapped(type: type, offset: offset)
            default: return .absent
            }
        }
        if step.entry.isLeaf(at: step.level) {
            let page = step.entry.pageAddress(at: step.level)
            return .page(
                address: page, physical: page | walk.address.offset(below: step.level), size: step.level.entrySpan)
        }
        return .table(level: step.level.next?.name ?? "", address: step.entry.tableAddress)
    }
}
