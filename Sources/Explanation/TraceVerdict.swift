package import MtestProtocol
package import Paging

/// A walk as a module printed it, recomputed level by level and judged.
package struct TraceVerdict: Sendable, Hashable {
    /// A mistake: the grader's id of it, and what it looks like here.
    package struct Mistake: Sendable, Hashable {
        package let diagnosis: String
        package let sentence: String
    }

    /// What was printed about one level, and what is right.
    package struct Level: Sendable, Hashable {
        package let level: TraceLevel
        package let printedIndex: UInt64?
        package let rightIndex: Int
        package let entry: PageTableEntry?
        /// What the entry means at this level: nil where it was not printed.
        package let meaning: String?
        /// Why the level is wrong; empty where it is right.
        package let mistakes: [Mistake]

        package var isRight: Bool { mistakes.isEmpty }
    }

    /// The address that was walked, and how it is known.
    package let address: VirtualAddress
    package let isAddressPrinted: Bool
    package let depth: PagingDepth
    package let process: ProcessMention?
    package let levels: [Level]
    /// What is wrong with the end: `page_addr`, `page_offset`, `paddr`.
    package let endMistakes: [Mistake]
    /// What the printed entries lead to.
    package let truth: PageWalk.Outcome?
    /// What the module claimed.
    package let claim: UInt64?
    /// What the log does not hold, or what else is to be said; a sentence each.
    package let remarks: [String]

    /// The first mistake on the way down, with the name of the level or field.
    package var firstMistake: (place: String, mistake: Mistake)? {
        for level in levels { if let first = level.mistakes.first { return (level.level.rawValue, first) } }
        return endMistakes.first.map { ("result", $0) }
    }
}
