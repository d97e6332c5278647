package import Mistakes
package import MtestProtocol
package import Paging

/// A walk as a module printed it, recomputed level by level and judged.
package struct TraceVerdict: Sendable, Hashable {
    /// Something that is wrong: the mistake, named as the grader names it, and what it looks like here.
    package struct Finding: Sendable, Hashable {
        /// Its sentence is in the catalogue of mistakes.
        package let mistake: Mistake
        /// A sentence with the numbers of this walk.
        package let detail: String
    }

    /// What was printed about one level, and what is right.
    package struct Level: Sendable, Hashable {
        /// The level, by the name that was printed.
        package let level: TraceLevel
        /// `pgd_index` and so on, as printed; nil where it was not.
        package let printedIndex: UInt64?
        /// The index that the address has at this level, 0...511.
        package let rightIndex: Int
        /// `pgd_val` and so on; nil where it was not printed.
        package let entry: PageTableEntry?
        /// What the entry means at this level: nil where it was not printed.
        package let meaning: String?
        /// A number that was printed where the entry belongs and is none, so that nothing is judged by it; nil where an entry
        /// was printed, or nothing.
        package let unplaced: UnplacedNumber?
        /// Why the level is wrong; empty where it is right.
        package let findings: [Finding]

        /// Whether nothing is wrong at this level.
        package var isRight: Bool { findings.isEmpty }
    }

    /// The address that was walked.
    package let address: VirtualAddress
    /// Whether the log names that address; else it was given by hand or put together from the indexes.
    package let isAddressPrinted: Bool
    /// How many levels the printed walk has.
    package let depth: PagingDepth
    /// The process whose tables were walked, where the log names it.
    package let process: ProcessMention?
    /// The levels that were printed, root first.
    package let levels: [Level]
    /// What is wrong with the end: `page_addr`, `page_offset`, `paddr`.
    package let endFindings: [Finding]
    /// What the printed entries lead to.
    package let truth: PageWalk.Outcome?
    /// What the module claimed.
    package let claim: UInt64?
    /// What the log does not hold, or what else is to be said; a sentence each.
    package let remarks: [String]

    /// Whether the printed entries lead to the address that is claimed, so far as anything was found wrong.
    package var leadsToClaim: Bool {
        guard endFindings.isEmpty, let claim else { return false }
        return switch truth {
        case .page(let physical, _)?, .protNone(_, let physical)?: claim == physical
        case .absent?, .swapped?, .nonCanonical?, .outsideMemory?, nil: false
        }
    }

    /// The first finding on the way down, with the name of the level, or `result`.
    package var firstFinding: (place: String, finding: Finding)? {
        for level in levels { if let first = level.findings.first { return (level.level.rawValue, first) } }
        return endFindings.first.map { ("result", $0) }
    }
}
