package import Paging

/// The pages of a process that are in memory, by its page tables alone.
package struct PresentPages: Sendable, Hashable {
    /// A page: where it begins, its bytes, and whether user mode may write and execute there.
    package struct Page: Sendable, Hashable {
        package let address: UInt64
        package let size: UInt64
        package let writes, executes: Bool
    }

    /// In the order of their addresses.
    package private(set) var pages: [Page] = []

    /// Tables that are read at most: those of 2 GiB of pages.
    private static let most = 1100

    /// Reads all tables of the half of the addresses that user mode has. Nothing in the machine may move meanwhile.
    package init(of space: AddressSpace, in memory: some PhysicalBytes) {
        var tables = 0
        add(space.root, space.depth.levels[...], at: 0, writes: true, executes: true, memory, &tables)
    }

    private mutating func add(
        _ table: UInt64, _ levels: ArraySlice<PagingLevel>, at start: UInt64, writes: Bool, executes: Bool,
        _ memory: some PhysicalBytes, _ tables: inout Int
    ) {
        tables += 1
        guard let level = levels.first, tables <= Self.most, let bytes = memory.bytes(at: table, count: 4096) else {
            return
        }
        // Of the top table the first half is user mode's.
        for index in 0..<(tables == 1 ? 256 : 512) {
            let entry = PageTableEntry(bytes.number(at: index * 8, bytes: 8) ?? 0)
            guard entry.isPresent, entry.has(.user) else { continue }
            let address = start + UInt64(index) * level.entrySpan
            let (mayWrite, mayExecute) = (writes && entry.has(.writable), executes && !entry.has(.noExecute))
            if entry.isLeaf(at: level) {
                pages.append(Page(address: address, size: level.entrySpan, writes: mayWrite, executes: mayExecute))
            } else {
                add(
                    entry.tableAddress, levels.dropFirst(), at: address, writes: mayWrite, executes: mayExecute, memory,
                    &tables)
            }
        }
    }

    /// The first page that is in none of the areas, or may do what its area may not; nil where there is none. The areas
    /// are in the order of their addresses.
    package func firstStray(among areas: [MemoryArea]) -> Page? {
        var rest = areas[...]
        return pages.first { page in
            rest = rest.drop { $0.end <= page.address }
            guard let area = rest.first, area.start <= page.address, page.address + page.size <= area.end else {
                return true
            }
            return page.writes && !area.writes || page.executes && !area.executes
        }
    }
}
