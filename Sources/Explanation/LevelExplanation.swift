package import Paging

/// One level of a walk with everything that there is to say about it. Without tables only the arithmetic is known.
package struct LevelExplanation: Sendable, Hashable {
    /// How the table's address is known.
    package enum Origin: Sendable, Hashable {
        case cr3(UInt64)
        case entry(level: String, raw: UInt64)
    }

    /// What the level's entry means for the walk.
    package enum Meaning: Sendable, Hashable {
        /// A table follows.
        case table(level: String, address: UInt64)
        /// The walk ends at a page: its first byte, and the byte asked for.
        case page(address: UInt64, physical: UInt64, size: UInt64)
        case absent
        case protNone(physical: UInt64)
        case swapped(type: Int, offset: UInt64)
        /// The table is not among what was kept, or outside memory.
        case unknownTable
        /// There are no page tables: the address alone is explained.
        case arithmeticOnly
    }

    /// The level of the table, as the processor walks it.
    package let level: PagingLevel
    /// Linux's name: `pgd` for the root, whatever the depth.
    package let name: String
    /// The address that is walked.
    package let address: VirtualAddress
    /// The index that the address has at this level, 0...511.
    package let index: Int
    /// Physical address of the table; nil without tables.
    package let table: UInt64?
    /// Where that address comes from; nil without tables.
    package let origin: Origin?
    /// What the table holds at the index; nil where the table was not kept.
    package let entry: PageTableEntry?
    /// What that entry means for the walk.
    package let meaning: Meaning
    /// What user mode may still do after this level; nil without tables.
    package let rights: EffectiveRights?

    /// Physical address of the entry.
    package var entryAddress: UInt64? { table.map { $0 &+ UInt64(index) * 8 } }
    /// The entry's bits by field; empty without tables.
    package var fields: [EntryField] { entry?.fields(at: level) ?? [] }
}
