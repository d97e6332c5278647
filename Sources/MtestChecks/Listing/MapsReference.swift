import Grading
import KernelMemory
import Mistakes
import Words

/// /proc/PID/maps, by which lists are judged. A module can change what is shown there, so it is compared with the kernel's own
/// structures and with the page tables, as they are in physical memory.
enum MapsReference {
    /// Comparisons before two lists count as different: the process may have changed between the one and the other.
    private static let tries = 3

    /// Compares what the /proc/PID/maps of a process has `shown` with what is outside, but for a stretch that is `changing`
    /// meanwhile. Only the module can be the cause of a difference. Nil where there is none, or where the kernel cannot be
    /// read from outside.
    ///
    /// - Throws: what the bench throws.
    static func forgery(
        _ bench: any Bench, _ process: TargetProcess, _ shown: [VMA], outside changing: Range<UInt64>? = nil
    ) async throws -> Verdict? {
        var shown = shown
        var flaw: Verdict?
        for attempt in 0..<tries {
            if attempt > 0 { shown = try await bench.text("/proc/\(process.pid)/maps").map(MapsFile.vmas) ?? [] }
            guard let outside = try await bench.areas(of: process.pid) else { return nil }
            flaw = difference(shown, outside, process, changing)
            if flaw == nil { return nil }
        }
        return flaw
    }

    /// As ``forgery(_:_:_:outside:)``, of a process whose /proc/PID/maps shows nothing; nil where it has ended.
    static func hidden(_ bench: any Bench, _ process: TargetProcess) async throws -> Verdict? {
        guard let outside = try await bench.areas(of: process.pid), !outside.areas.isEmpty else { return nil }
        return difference([], outside, process, nil)
    }

    /// Where what is shown and what is outside differ; nil where they do not.
    static func difference(
        _ shown: [VMA], _ outside: ProcessAreas, _ process: TargetProcess, _ changing: Range<UInt64>?
    ) -> Verdict? {
        if let flaw = outside.flaw {
            // Where the process is at work on its VMAs all the time, that says nothing.
            guard changing == nil else { return nil }
            return .wrong(
                .changed,
                "the kernel's own structures of process \(process.pid) do not hold together any more: \(flaw)")
        }
        let truth = outside.areas.map(VMA.init).filter { changing?.contains($0.start) != true }
        let shown = shown.filter { changing?.contains($0.start) != true }
        for index in 0..<max(truth.count, shown.count) {
            let want = index < truth.count ? truth[index] : nil
            let got = index < shown.count ? shown[index] : nil
            guard want != got else { continue }
            return .wrong(
                .changed, "/proc/\(process.pid)/maps does not show what the process has in memory any more",
                expected: want?.description ?? "nothing more", actual: got?.description ?? "nothing more",
                mistake: .referenceForged)
        }
        return nil
    }
}

extension VMA {
    /// An area that was read from outside.
    init(_ area: MemoryArea) { self.init(start: area.start, end: area.end, permissions: area.permissions) }
}
