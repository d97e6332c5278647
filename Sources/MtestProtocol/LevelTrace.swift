/// A level of the page tables, as the names of a trace's fields have it.
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

/// A walk as a module printed it: what each level's entry held and where in its table it stood.
///
/// Every number is as printed; a field that is missing, or does not fit, is nil.
package struct LevelTrace: Hashable, Sendable {
    /// What was printed about one level.
    package struct Entry: Hashable, Sendable {
        /// The entry's 64 bits (`pgd_val`).
        package var value: UInt64?
        /// The entry's place in its table (`pgd_index`), 0-511 if it is right.
        package var index: UInt64?

        /// An entry of which nothing or something was printed.
        package init(value: UInt64? = nil, index: UInt64? = nil) {
            self.value = value
            self.index = index
        }
    }

    /// The address that was walked.
    package internal(set) var virtualAddress: UInt64?
    /// `pgtable_l5_enabled`.
    package internal(set) var hasFiveLevels: Bool?
    /// The process whose tables were walked (`current = test, PID = 73409`).
    package internal(set) var process: ProcessMention?
    /// The levels that were printed.
    package internal(set) var entries: [TraceLevel: Entry] = [:]
    /// `page_addr`.
    package internal(set) var pageAddress: UInt64?
    /// `page_offset`.
    package internal(set) var pageOffset: UInt64?
    /// What the walk came to.
    package internal(set) var outcome: FindPageOutcome = .none
    /// The lines, as they came.
    package internal(set) var lines: [String] = []
    /// The text after `Got command:`, where the trace begins with one.
    package internal(set) var command: String?
}
