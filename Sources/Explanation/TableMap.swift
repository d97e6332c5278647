package import Paging

/// A whole table: its 512 entries with neighbours of one kind folded into runs.
package struct TableMap: Sendable, Hashable {
    /// What an entry is, as far as a map shows it.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case absent, table, page, huge, protNone, swapped

        /// The kind of an entry of `level`.
        package init(_ entry: PageTableEntry, at level: PagingLevel) {
            if entry.isNone {
                self = .absent
            } else if entry.isProtNone {
                self = .protNone
            } else if !entry.isPresent {
                self = .swapped
            } else if level == .pte {
                self = .page
            } else {
                self = entry.isLeaf(at: level) ? .huge : .table
            }
        }
    }

    /// Neighbouring entries of one kind.
    package struct Run: Sendable, Hashable {
        /// What all of them are.
        package let kind: Kind
        /// Their indexes, 0...511.
        package let indexes: ClosedRange<Int>
        /// The entry at the first index; the screen shows this one and the last.
        package let first: PageTableEntry
        /// The entry at the last index.
        package let last: PageTableEntry
    }

    /// The level of the table.
    package let level: PagingLevel
    /// Its physical address.
    package let table: UInt64
    /// 512 entries.
    package let entries: [PageTableEntry]
    /// Virtual address that entry 0 covers.
    package let base: UInt64
    /// All 512 entries, without gaps, in the order of their indexes.
    package let runs: [Run]

    /// Reads a table; nil where one of its words cannot be read.
    package init?(
        level: PagingLevel, table: UInt64, address: VirtualAddress, depth: PagingDepth,
        memory: borrowing some PhysicalMemory
    ) {
        var entries: [PageTableEntry] = []
        for index in 0..<512 {
            guard let raw = memory.word(at: table &+ UInt64(index) * 8) else { return nil }
            entries.append(PageTableEntry(raw))
        }
        self.level = level
        self.table = table
        self.entries = entries
        let covered = level.entrySpan &* 512
        base = covered == 0 ? 0 : address.value & ~(covered &- 1)
        var runs: [Run] = []
        var start = 0
        for index in 1...512 {
            let kind = Kind(entries[start], at: level)
            if index < 512, Kind(entries[index], at: level) == kind { continue }
            runs.append(
                Run(kind: kind, indexes: start...index - 1, first: entries[start], last: entries[index - 1]))
            start = index
        }
        self.runs = runs
    }

    /// The first virtual address of an entry, canonical.
    package func address(of index: Int, depth: PagingDepth) -> VirtualAddress {
        let root = level == depth.root
        let start = root ? UInt64(index) << level.shift : base &+ UInt64(index) << level.shift
        return VirtualAddress(start).canonical(depth)
    }
}
