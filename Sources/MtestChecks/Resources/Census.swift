import Grading
import Mistakes
import TargetProtocol
import VirtualMachine

extension Bench {
    /// What the kernel has allocated, after it gave back what it could. The counts that leaks are judged by are confirmed from
    /// outside.
    ///
    /// - Throws: ``Unjudged`` where /proc/slabinfo says something else than physical memory has.
    func census() async throws -> MemoryCensus {
        _ = try await send(.shrink, work: Patience.shrinkWork)
        var census = try await takeCensus()
        for attempt in 0..<CensusReference.tries {
            if attempt > 0 { census = try await takeCensus() }
            guard let outside = try await objects() else { return census }
            guard let flaw = CensusReference.difference(census, outside) else { return census }
            if attempt == CensusReference.tries - 1 { throw Unjudged.contested(flaw) }
        }
        return census
    }

    private func takeCensus() async throws -> MemoryCensus {
        MemoryCensus(
            slabinfo: try await text("/proc/slabinfo") ?? "", meminfo: try await text("/proc/meminfo") ?? "")
    }
}

/// /proc/slabinfo, by which leaks are judged, beside the kernel's own lists in physical memory.
enum CensusReference {
    /// Comparisons before two counts count as different: the kernel may have freed something between the one and the other.
    static let tries = 4
    /// Objects by which they may differ: a process that comes or goes between the two has one of each kind.
    private static let few = 8

    /// Where they differ; nil where they do not.
    static func difference(_ census: MemoryCensus, _ outside: [String: Int]) -> Verdict? {
        for (kind, count) in outside.sorted(by: { $0.key < $1.key }) {
            guard let shown = census.objects[kind], abs(shown - count) > few else { continue }
            return .wrong(
                .changed, "/proc/slabinfo does not show how many objects the kernel has of \(kind)",
                expected: "\(count)", actual: "\(shown)", mistake: .referenceForged)
        }
        return nil
    }
}
