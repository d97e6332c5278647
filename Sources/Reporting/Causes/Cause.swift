public import Results

/// Why checks fail: one mistake, or one kind of message, with everything that it costs.
public struct Cause: Sendable, Hashable {
    /// The checks that fail for it, in the order of the rubric; at least one.
    public let checks: [CheckResult]
    /// The checks that were not tried, because these fail.
    public let waiting: [CheckResult]
    /// Checks that end in the same way, without a named mistake: perhaps for the same reason. They are causes of their own.
    public let akin: [CheckResult]
    /// Points that are open because of ``akin``, with what waits for those.
    public let akinCost: Double
    /// The task of the skeleton that it belongs to and that is still open in the sources; nil where none is.
    public let task: OpenTask?
    /// What the compiler refused, where the module does not build.
    public let errors: [Remark]

    /// The check that it is told by.
    public var shown: CheckResult { checks.first { $0.place != nil } ?? checks[0] }

    /// The id of the check to try again first, which stands for the cause.
    public var id: String { shown.id }

    /// Points that are open because of it: those of its checks, and of the checks that wait for them.
    public var cost: Double { Self.open(checks) + Self.open(waiting) }

    /// Whether there is nothing to mend yet, but something to write: no mistake was seen, and a task is open.
    public var isUnfinished: Bool { task != nil && shown.diagnosis == nil }

    /// Whether nothing else was tried because of it: the module does not build, or does not load.
    var stopsAll: Bool { waiting.contains { $0.status == .skipped } }

    /// What it is, in one sentence: the named mistake, or what was seen. Student text may be in it.
    public var sentence: String { shown.mistake ?? (shown.message.isEmpty ? shown.title : shown.message) }

    static func open(_ checks: [CheckResult]) -> Double { checks.sumOfPoints { max($0.maxScore - $0.score, 0) } }
}
