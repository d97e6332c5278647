public import Results

/// What a run has changed, against how its checks last ended.
public struct RunChanges: Sendable, Hashable {
    /// Ids of checks that pass now and did not, in the order of the rubric.
    public let green: [String]
    /// Ids of checks that fail now and passed.
    public let red: [String]
    /// How many checks passed, and were not tried now because of what failed.
    public let waiting: Int

    /// The difference between how checks ended before and what they come to now. A check that was never tried before, or
    /// that could not be judged now, has changed nothing.
    public init(from before: PastRun, to now: [CheckResult]) {
        let known = Dictionary(before.checks.map { ($0.id, $0.status) }) { $1 }
        let seen = now.filter { known[$0.id] != nil }
        green = seen.filter { $0.status == .pass && known[$0.id] != .pass }.map(\.id)
        red = seen.filter { $0.status == .fail && known[$0.id] == .pass }.map(\.id)
        waiting = seen.count { [.blocked, .skipped].contains($0.status) && known[$0.id] == .pass }
    }

    /// Whether nothing has changed.
    public var isEmpty: Bool { green.isEmpty && red.isEmpty && waiting == 0 }
}
