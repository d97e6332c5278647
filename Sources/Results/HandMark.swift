/// A mark that an instructor gave by hand.
public struct HandMark: Sendable, Hashable, Codable {
    /// The id of the check, or of the item that has no check.
    public var check: String
    /// Points, in place of the measured ones.
    public var points: Double
    /// The instructor's reason.
    public var why: String
    /// When it was given, in seconds since 1970, UTC.
    public var given: Double
    /// Who gave it; empty where that was not kept.
    public var author: String
    /// The number of the attempt that it was given to; nil for one that counts for every attempt.
    public var attempt: Int?

    /// A mark for the check with the id `check`.
    public init(
        check: String, points: Double, why: String, given: Double, author: String = "", attempt: Int? = nil
    ) {
        self.check = check
        self.points = points
        self.why = why
        self.given = given
        self.author = author
        self.attempt = attempt
    }
}

/// How marks by hand count: the marks of one attempt, oldest first.
extension [HandMark] {
    /// The mark that counts for the check with this id: the last one given.
    public func mark(for check: String) -> HandMark? { last { $0.check == check } }

    /// Points of a check: those given by hand, else the measured ones.
    public func points(of check: CheckResult) -> Double { mark(for: check.heading.id)?.points ?? check.score }

    /// Whether a check still waits: the grader could not judge it, or only a person can, and no mark was given by hand.
    public func leaveUnjudged(_ check: CheckResult) -> Bool {
        (check.status == .error || check.heading.isByHand) && mark(for: check.heading.id) == nil
    }
}
