public import Results

/// How the checks of a folder last ended.
public struct PastRun: Sendable, Hashable, Codable {
    /// The checks that were tried, each as it ended last: a run of some checks leaves the others as they were.
    public var checks: [SettledCheck]
    /// The number that the last run's secrets followed from, which repeats them.
    public var seed: UInt64
    /// Release of the kernel of the last run.
    public var kernel: String
    /// The numbers that the secrets followed from with which checks failed, by id; nil in a file of an older program.
    public var seeds: [String: UInt64]?

    /// A run that ended so.
    public init(checks: [SettledCheck], seed: UInt64, kernel: String, seeds: [String: UInt64] = [:]) {
        self.checks = checks
        self.seed = seed
        self.kernel = kernel
        self.seeds = seeds
    }

    /// What a run is remembered by.
    public init(_ result: SubmissionResult) {
        self.init(
            // What the strict kernel says is no check that one could ask for by its id.
            checks: result.checks.filter { $0.status != .error && $0.id != StrictCheck.id }.map { SettledCheck($0) },
            seed: result.seed,
            kernel: result.kernel,
            seeds: Dictionary(result.checks.compactMap { check in check.seed.map { (check.id, $0) } }) { $1 })
    }

    /// How a check last ended; nil where it was never tried, or never judged.
    public subscript(id: String) -> CheckResult.Status? { checks.first { $0.id == id }?.status }

    /// The ids of the checks that did not pass, in the order of the rubric: what failed and what waited for it.
    public var unpassed: [String] { checks.filter { $0.status != .pass }.map(\.id) }

    /// This run with a later one after it. What the later one did not try, or could not judge, stays as it was.
    public func followed(by later: PastRun) -> PastRun {
        let new = Dictionary(later.checks.map { ($0.id, $0) }) { $1 }
        let known = Set(checks.map(\.id))
        let kept = checks.map { new[$0.id] ?? $0 }
        let older = (seeds ?? [:]).filter { new[$0.key] == nil }
        return PastRun(
            checks: kept + later.checks.filter { !known.contains($0.id) }, seed: later.seed, kernel: later.kernel,
            seeds: older.merging(later.seeds ?? [:]) { $1 })
    }
}
