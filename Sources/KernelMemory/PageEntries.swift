package import Paging

/// The entries of a process's page tables at which a walk ends, whatever they hold.
package struct PageEntries: Sendable, Hashable {
    /// An entry that maps a page, or keeps one that the processor does not reach.
    package struct Entry: Sendable, Hashable {
        /// The first address that it is about.
        package let address: UInt64
        /// The level of its table: pte, or pmd and pud for huge pages.
        package let level: PagingLevel
        /// The entry.
        package let entry: PageTableEntry

        /// An entry, from its parts.
        package init(address: UInt64, level: PagingLevel, entry: PageTableEntry) {
            self.address = address
            self.level = level
            self.entry = entry
        }

        /// The first address behind it.
        package var end: UInt64 { address + level.entrySpan }
    }

    /// In the order of their addresses; empty entries are left out.
    package private(set) var entries: [Entry] = []
    /// Whether all tables were read.
    package private(set) var isWhole = true

    /// Tables that are read at most: those of 2 GiB of pages.
    private static let most = 1100

    /// Entries as they are.
    package init(_ entries: [Entry]) { self.entries = entries }

    /// Reads all tables of the half of the addresses that user mode has. Nothing in the machine may move meanwhile.
    ///
    /// - Parameters:
    ///   - space: the tables.
    ///   - bytes: bytes of physical memory from an address on; nil where they are not all memory.
    package init(of space: AddressSpace, _ bytes: (UInt64, Int) -> [UInt8]?) {
        var tables = 0
        add(space.root, space.depth.levels[...], at: 0, bytes, &tables)
    }

    private mutating func add(
        _ table: UInt64, _ levels: ArraySlice<PagingLevel>, at start: UInt64, _ bytes: (UInt64, Int) -> [UInt8]?,
        _ tables: inout Int
    ) {
        tables += 1
        guard let level = levels.first, tables <= Self.most, let content = bytes(table, 4096) else {
            isWhole = false
            return
        }
        // Of the top table the first half is user mode's.
        for index in 0..<(tables == 1 ? 256 : 512) {
            let entry = PageTableEntry(content.number(at: index * 8, bytes: 8) ?? 0)
            guard !entry.isNone else { continue }
            let address = start + UInt64(index) * level.entrySpan
            if entry.isPresent, !entry.isLeaf(at: level) {
                add(entry.tableAddress, levels.dropFirst(), at: address, bytes, &tables)
            } else {
                entries.append(Entry(address: address, level: level, entry: entry))
            }
        }
    }

    /// What a walk finds that goes through each VMA, and in each of its tables of ptes stops at the first page that the
    /// processor does not reach. Pages of 2 MiB and more are found by it too.
    ///
    /// - Parameters:
    ///   - areas: the VMAs, in the order of their addresses.
    ///   - range: what the walk is about; a VMA that lies in it in part is begun at its first address.
    /// - Returns: the entries that it finds.
    package func upToGaps(of areas: [MemoryArea], in range: Range<UInt64>) -> PageEntries {
        let table = PagingLevel.pte.entrySpan << 9
        var rest = areas[...]
        var next: UInt64 = 0
        var group: (area: UInt64, table: UInt64)?
        return PageEntries(
            entries.filter { entry in
                rest = rest.drop { $0.end <= entry.address }
                guard entry.level == .pte, let area = rest.first else { return true }
                guard range.contains(entry.address) else { return false }
                let own = (area.start, entry.address / table)
                if group.map({ $0 != own }) ?? true {
                    group = own
                    next = max(area.start, range.lowerBound, entry.address / table * table)
                }
                guard entry.entry.isPresent, entry.address == next else { return false }
                next = entry.end
                return true
            })
    }
}
