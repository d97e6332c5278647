/// A level of the page tables, by the name that a trace's fields use.
package enum TraceLevel: String, CaseIterable, Hashable, Sendable {
    /// Page global directory: bits 47:39 with four levels, 56:48 with five.
    case pgd
    /// Fourth-level directory: folded into the PGD where there are four levels.
    case p4d
    /// Page upper directory.
    case pud
    /// Page middle directory.
    case pmd
    /// The last level, whose entries name pages.
    case pte
}

/// A walk as a module printed it: each level's entry and the entry's index in its table.
///
/// Every number is as printed. A field is nil if it is missing or does not fit in 64 bits.
package struct LevelTrace: Hashable, Sendable {
    /// The fields that were printed about one level.
    package struct Entry: Hashable, Sendable {
        /// The entry's 64 bits (`pgd_val`).
        package var value: UInt64?
        /// The entry's index in its table (`pgd_index`), 0-511 if it is right.
        package var index: UInt64?

        /// An entry with the fields that were printed; nil for a field that was not.
        package init(value: UInt64? = nil, index: UInt64? = nil) {
            self.value = value
            self.index = index
        }
    }

    /// The address that the walk translates.
    package internal(set) var virtualAddress: UInt64?
    /// Whether the machine has five levels: the field `pgtable_l5_enabled`.
    package internal(set) var hasFiveLevels: Bool?
    /// The process whose tables were walked (`current = test, PID = 73409`).
    package internal(set) var process: ProcessMention?
    /// The levels that were printed.
    package var entries: [TraceLevel: Entry] = [:]
    /// Levels whose entry was printed under a name that a pointer to it may have too, such as `pgd = 0x...`.
    var weak: Set<TraceLevel> = []
    /// Whether the address was printed again below the entries: at the walk's end, or because another walk begins.
    var isAddressRepeated = false
    /// Physical address of the page: the field `page_addr`.
    package internal(set) var pageAddress: UInt64?
    /// Offset in the page, in bytes: the field `page_offset`.
    package internal(set) var pageOffset: UInt64?
    /// The result of the walk that the module claims.
    package internal(set) var outcome: FindPageOutcome = .none
    /// The walk's lines, as they came.
    package internal(set) var lines: [String] = []
    /// The text after `Got command:`; nil when the trace does not begin with it.
    package internal(set) var command: String?
}
