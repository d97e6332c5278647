import Grading
import Mistakes
import TargetProtocol
import VirtualMachine

extension Bench {
    /// What the kernel has allocated, after it gave back what it could of these kinds of objects, or of all. The counts that
    /// leaks are judged by are confirmed from outside.
    ///
    /// - Throws: ``Unjudged`` where /proc/slabinfo says something else than physical memory has.
    func census(of kinds: [String] = []) async throws -> MemoryCensus {
        _ = try await send(.shrink(caches: kinds), work: Patience.shrinkWork)
        guard var before = try await objects() else { return try await takeCensus() }
        var flaw: Verdict?
        for _ in 0..<CensusReference.tries {
            let census = try await takeCensus()
            guard let after = try await objects() else { return census }
            flaw = CensusReference.difference(census, between: before, and: after)
            guard flaw != nil else { return census }
            before = after
        }
        throw flaw.map(Unjudged.contested) ?? Unjudged.machine("objects cannot be counted")
    }

    private func takeCensus() async throws -> MemoryCensus {
        MemoryCensus(
            slabinfo: try await text("/proc/slabinfo") ?? "", meminfo: try await text("/proc/meminfo") ?? "")
    }
}

/// /proc/slabinfo, by which leaks are judged, beside the kernel's own lists in physical memory.
enum CensusReference {
    /// Comparisons before two counts count as different.
    static let tries = 4
    /// Objects that may come and go between two counts and be in neither: those of a few processes.
    private static let few = 8

    /// Where it shows another count than the kernel had at any moment from before to after; nil where it does not. What has
    /// ended is freed late, and may be freed between.
    static func difference(
        _ census: MemoryCensus, between before: [String: Int], and after: [String: Int]
    ) -> Verdict? {
        for (kind, first) in before.sorted(by: { $0.key < $1.key }) {
            guard let shown = census.objects[kind], let second = after[kind] else { continue }
            let (least, most) = (min(first, second), max(first, second))
            guard shown < least - few || shown > most + few else { continue }
            return .wrong(
                .changed, "/proc/slabinfo does not show how many objects the kernel has of \(kind)",
                expected: least == most ? "\(least)" : "\(least) to \(most)", actual: "\(shown)",
                mistake: .referenceForged)
        }
        return nil
    }
}
