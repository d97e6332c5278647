/// Where physical memory can be read: a guest's RAM, a saved snapshot, an array in a test.
public protocol PhysicalMemory {
    /// The 64-bit little-endian word at a physical address that is a multiple of eight; nil where there is no memory.
    func word(at address: UInt64) -> UInt64?
}

/// Where a walk starts: a root table and the depth of the tables.
public struct AddressSpace: Sendable, Hashable, Codable {
    /// Physical address of the root table: CR3 bits 51:12.
    public let root: UInt64
    /// Four or five levels.
    public let depth: PagingDepth

    /// From known values; the low twelve bits of `root` are ignored.
    public init(root: UInt64, depth: PagingDepth) {
        self.root = root & PageTableEntry.addressMask
        self.depth = depth
    }

    /// From the registers of a processor in user mode. With page-table isolation that CR3 names the user copy, one
    /// page above the kernel's (bit 12; arch/x86/mm/pti.c); `isolated` selects the kernel's copy, which is
    /// `mm->pgd` and what a module sees.
    public init(cr3: UInt64, cr4: UInt64, isolated: Bool = false) {
        self.init(root: isolated ? cr3 & ~UInt64(1 << 12) : cr3, depth: PagingDepth(cr4: cr4))
    }
}

/// The walk of one virtual address: what the processor, or a correct module, finds at each level.
public struct PageWalk: Sendable, Hashable, Codable {
    /// One entry that the walk reads.
    public struct Step: Sendable, Hashable, Codable {
        /// The level of the table that was read.
        public let level: PagingLevel
        /// Physical address of the table.
        public let table: UInt64
        /// Index into the table, 0...511.
        public let index: Int
        /// The entry at that index.
        public let entry: PageTableEntry

        /// Physical address of the entry itself.
        public var entryAddress: UInt64 { table &+ UInt64(index) * 8 }

        /// One step. Its parts are not checked against each other.
        public init(level: PagingLevel, table: UInt64, index: Int, entry: PageTableEntry) {
            self.level = level
            self.table = table
            self.index = index
            self.entry = entry
        }
    }

    /// How a walk ends.
    public enum Outcome: Sendable, Hashable, Codable {
        /// The walk leads to a page of `size` bytes. `physical` is the physical address of the byte.
        case page(physical: UInt64, size: UInt64)
        /// The entry of this level is empty.
        case absent(PagingLevel)
        /// Linux keeps a page that the processor cannot reach (PROT_NONE, NUMA hinting); `physical` is the byte's
        /// address in it.
        case protNone(PagingLevel, physical: UInt64)
        /// Swapped out, or another of Linux's non-present entries.
        case swapped(PagingLevel, type: Int, offset: UInt64)
        /// The address is not canonical, so the processor does not walk.
        case nonCanonical
        /// The tables are damaged: the table of this level lies where there is no memory.
        case outsideMemory(PagingLevel, table: UInt64)
    }

    /// The address that was walked.
    public let address: VirtualAddress
    /// The tables that are walked.
    public let space: AddressSpace
    /// The entries in the order of reading, root first.
    public let steps: [Step]
    /// How the walk ended.
    public let outcome: Outcome

    /// Physical address of the byte; nil when the processor finds none.
    public var physical: UInt64? {
        if case .page(let physical, _) = outcome { return physical }
        return nil
    }

    /// The entry read at a level, with Linux's naming: on four levels `.pgd` and `.p4d` are the same entry.
    public func linuxEntry(_ level: PagingLevel) -> PageTableEntry? {
        let hardware = space.depth == .four && level == .pgd ? PagingLevel.p4d : level
        return steps.first { $0.level == hardware }?.entry
    }

    /// The rights of user mode at the address: R/W and U/S must be set at every level, NX at none
    /// (Intel SDM volume 3, section 4.6).
    public var userRights: (reads: Bool, writes: Bool, executes: Bool) {
        guard physical != nil else { return (false, false, false) }
        let reachable = steps.allSatisfy { $0.entry.has(.user) }
        return (
            reachable, reachable && steps.allSatisfy { $0.entry.has(.writable) },
            reachable && !steps.contains { $0.entry.has(.noExecute) }
        )
    }

    /// Walks the tables as the processor does.
    public init(_ address: VirtualAddress, in space: AddressSpace, memory: borrowing some PhysicalMemory) {
        self.address = address
        self.space = space
        guard address.isCanonical(space.depth) else {
            steps = []
            outcome = .nonCanonical
            return
        }
        var steps: [Step] = []
        var table = space.root
        for level in space.depth.levels {
            let index = address.index(level)
            guard let raw = memory.word(at: table &+ UInt64(index) * 8) else {
                self.steps = steps
                outcome = .outsideMemory(level, table: table)
                return
            }
            let entry = PageTableEntry(raw)
            steps.append(Step(level: level, table: table, index: index, entry: entry))
            if let end = Self.end(entry, level: level, address: address) {
                self.steps = steps
                outcome = end
                return
            }
            table = entry.tableAddress
        }
        self.steps = steps
        outcome = .absent(.pte)
    }

    /// How a walk of `address` ends at an entry of `level`; nil when the walk continues in the table below.
    public static func outcome(of entry: PageTableEntry, at level: PagingLevel, for address: VirtualAddress) -> Outcome?
    {
        end(entry, level: level, address: address)
    }

    private static func end(_ entry: PageTableEntry, level: PagingLevel, address: VirtualAddress) -> Outcome? {
        guard entry.isPresent else {
            if entry.isNone { return .absent(level) }
            if entry.isProtNone {
                let offset = address.offset(below: level)
                return .protNone(level, physical: entry.protNoneAddress(at: level) | offset)
            }
            guard let swap = entry.swap else { return .absent(level) }
            return .swapped(level, type: swap.type, offset: swap.offset)
        }
        guard entry.isLeaf(at: level) else { return nil }
        return .page(
            physical: entry.pageAddress(at: level) | address.offset(below: level), size: level.entrySpan)
    }
}
