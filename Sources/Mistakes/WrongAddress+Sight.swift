package import Paging

extension WrongAddress {
    /// What only tables that were not walked can tell about a wrong address. All of it is optional.
    package struct Sight: Sendable, Hashable {
        /// What lies where the next table's entry would be, if the huge page were a table.
        let below: UInt64?
        /// The address at which a walk of the other depth ends.
        let otherDepth: UInt64?
        /// The depth of the machine's tables.
        let depth: PagingDepth

        /// Nothing, or what is given.
        ///
        /// - Parameters:
        ///   - below: the word in the huge page that stands where the next table's entry would be.
        ///   - otherDepth: the address at which a walk with five levels for four, or four for five, ends.
        ///   - depth: how many levels the machine has.
        package init(below: UInt64? = nil, otherDepth: UInt64? = nil, depth: PagingDepth = .four) {
            self.below = below
            self.otherDepth = otherDepth
            self.depth = depth
        }
    }

    /// What lies where a table's entry would be, if the huge page at the end of a walk were a table.
    package static func tableWord(_ walk: PageWalk, _ memory: borrowing some PhysicalMemory) -> UInt64? {
        guard let step = walk.steps.last, step.level != .pte else { return nil }
        let below: PagingLevel = step.level == .pud ? .pmd : .pte
        return memory.word(at: step.entry.pageAddress(at: step.level) &+ UInt64(walk.address.index(below)) * 8)
    }

    /// The address at which a walk ends that takes four levels for five, or five for four.
    static func otherDepth(_ walk: PageWalk, _ memory: borrowing some PhysicalMemory) -> UInt64? {
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
}
