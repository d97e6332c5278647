package import Paging

/// What was read from a machine's memory so that walks can be followed later, with no machine at all: page tables with
/// all their entries, the first bytes of some pages, and what the kernel itself said about them.
package struct Snapshot: Sendable, Hashable {
    /// An address with a name.
    package struct Place: Sendable, Hashable {
        /// What people type: `heap`, `zero`.
        package var name: String
        /// Its first byte, virtual.
        package var address: UInt64
        /// Bytes.
        package var length: UInt64

        /// A place, from its parts.
        package init(name: String, address: UInt64, length: UInt64) {
            self.name = name
            self.address = address
            self.length = length
        }
    }

    /// A line of `/proc/PID/maps`: a VMA. The end is the first byte after it.
    package struct VMA: Sendable, Hashable {
        /// Its first byte, virtual.
        package var start: UInt64
        /// The first byte after it.
        package var end: UInt64
        /// `r-xp` and the like.
        package var permissions: String
        /// File or kind, perhaps empty.
        package var name: String

        /// A VMA, from its parts.
        package init(start: UInt64, end: UInt64, permissions: String, name: String) {
            self.start = start
            self.end = end
            self.permissions = permissions
            self.name = name
        }
    }

    /// Release of the kernel that made the tables.
    package var kernel: String
    /// Where the walks begin: the kernel's copy of the root.
    package var space: AddressSpace
    /// The copy of the root that user mode runs on, where page-table isolation keeps two.
    package var userRoot: UInt64?
    /// The addresses with names, in the order in which they were read.
    package var places: [Place] = []
    /// In the order of their addresses.
    package var vmas: [VMA] = []
    /// Physical address of a table to its entries that are not zero, by index.
    package var tables: [UInt64: [Int: UInt64]] = [:]
    /// The first bytes of some pages, by physical address.
    package var contents: [UInt64: [UInt8]] = [:]
    /// pagemap's entries, by the virtual address of the page.
    package var pagemap: [UInt64: UInt64] = [:]

    /// A snapshot without tables, to be filled.
    package init(kernel: String, space: AddressSpace) {
        self.kernel = kernel
        self.space = space
    }

    /// The place of this name.
    package func place(_ name: String) -> Place? { places.first { $0.name == name } }

    /// The VMA that an address lies in.
    package func vma(of address: UInt64) -> VMA? { vmas.first { $0.start <= address && address < $0.end } }

    /// The walk of an address through the tables that were kept.
    package func walk(_ address: VirtualAddress) -> PageWalk { PageWalk(address, in: space, memory: self) }

    /// What user mode may do at an address: through its own copy of the root, where there are two.
    package func userRights(_ address: VirtualAddress) -> EffectiveRights {
        let space = AddressSpace(root: userRoot ?? space.root, depth: space.depth)
        let walk = PageWalk(address, in: space, memory: self)
        return walk.physical == nil ? .none : walk.rightsByStep().last ?? .none
    }

    /// The bytes kept at a physical address; nil when they were not kept.
    package func bytes(at address: UInt64, count: Int) -> [UInt8]? {
        let page = address & ~PagingLevel.pte.offsetMask
        guard let kept = contents[page] else { return nil }
        let start = Int(address - page)
        guard count > 0, start + count <= kept.count else { return nil }
        return Array(kept[start..<start + count])
    }

    /// What pagemap said about the page of an address.
    package func pagemapEntry(of address: UInt64) -> PagemapEntry? {
        pagemap[address & ~PagingLevel.pte.offsetMask].map { PagemapEntry($0) }
    }
}

extension Snapshot: PhysicalMemory {
    /// A word of a table that was kept; nil elsewhere.
    package func word(at address: UInt64) -> UInt64? {
        let offset = address & PagingLevel.pte.offsetMask
        return tables[address - offset].map { $0[Int(offset) / 8] ?? 0 }
    }
}
