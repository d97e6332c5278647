import Results
import Synchronization

/// Checks as HTML that were drawn for one page of a class and look the same on others: those that passed, and those that wait
/// for another one. They are most of a page.
final class CheckShelf: Sendable {
    private let drawn = Mutex<[Key: String]>([:])

    /// Drawings that are kept, some kilobytes each. A class of thousands has a few hundred that differ.
    private static let most = 4096

    /// What a drawing depends on.
    private struct Key: Hashable {
        let check: CheckResult
        let isOutdated: Bool
    }

    /// The HTML of a check without a mark by hand and without a link, by `draw` where it is not kept.
    func html(of check: CheckResult, isOutdated: Bool, _ draw: () -> String) -> String {
        let key = Key(check: check, isOutdated: isOutdated)
        if let html = drawn.withLock({ $0[key] }) { return html }
        // Two threads may draw the same one.
        let html = draw()
        drawn.withLock { if $0.count < Self.most { $0[key] = html } }
        return html
    }
}
