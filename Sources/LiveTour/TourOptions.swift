package import Paging

/// The machine that is asked for.
package struct TourOptions: Sendable, Hashable {
    /// A program of `labs/targets`, by its name without `.c`.
    package var program: String
    package var depth: PagingDepth
    /// With page-table isolation, as processors that Meltdown concerns need it.
    package var isIsolated: Bool
    /// Also a page of 1 GiB, which takes a second or two to clear and as much memory.
    package var wantsGiganticPage: Bool

    package init(
        program: String = "tour", depth: PagingDepth = .four, isIsolated: Bool = false, wantsGiganticPage: Bool = false
    ) {
        self.program = program
        self.depth = depth
        self.isIsolated = isIsolated
        self.wantsGiganticPage = wantsGiganticPage
    }
}
