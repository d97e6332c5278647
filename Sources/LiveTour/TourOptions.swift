package import Paging

/// The target and the machine of a tour.
package struct TourOptions: Sendable, Hashable {
    /// A program of `labs/targets`, by its name without `.c`.
    package var program: String
    /// Levels of page tables.
    package var depth: PagingDepth
    /// Whether page-table isolation is on, as on processors with the Meltdown flaw.
    package var isIsolated: Bool
    /// Whether there is a page of 1 GiB too. It takes one or two seconds to clear, and 2.5 GiB of memory.
    package var wantsGiganticPage: Bool
    /// Whether there is a page in swap space too. It takes a tenth of a second.
    package var wantsSwap: Bool

    /// By default the target `tour` on four levels, with a page in swap space.
    package init(
        program: String = "tour", depth: PagingDepth = .four, isIsolated: Bool = false, wantsGiganticPage: Bool = false,
        wantsSwap: Bool = true
    ) {
        self.program = program
        self.depth = depth
        self.isIsolated = isIsolated
        self.wantsGiganticPage = wantsGiganticPage
        self.wantsSwap = wantsSwap
    }
}
