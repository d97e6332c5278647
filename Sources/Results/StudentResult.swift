/// The attempts and marks of one student.
public struct StudentResult: Sendable, Hashable, Codable {
    /// Whose results these are.
    public var student: Student
    /// Submissions in the order of their times, oldest first.
    public var attempts: [Attempt]
    /// Why there is nothing to grade, for example a damaged archive; nil where there is.
    public var problem: String?
    /// The number of the attempt that counts; nil for the newest.
    public var counts: Int?
    /// How the mark is rounded at the end; nil for hundredths.
    public var rounding: Rounding?
    /// The place whose clock times are shown by, as the tz database calls it.
    public var timeZone: String
    /// What the student has asked to be looked at again, oldest first.
    public var requests: [RegradeRequest] = []
    /// Marks by hand of a student who has handed in nothing.
    private var marksWithoutAttempt: [HandMark] = []

    /// The results of `student`; the marks by hand are those of the attempt that counts.
    public init(
        student: Student, attempts: [Attempt] = [], handMarks: [HandMark] = [], problem: String? = nil,
        counts: Int? = nil, rounding: Rounding? = nil, timeZone: String = "UTC"
    ) {
        self.student = student
        self.attempts = attempts
        self.problem = problem
        self.counts = counts
        self.rounding = rounding
        self.timeZone = timeZone
        if !handMarks.isEmpty { self.handMarks = handMarks }
    }

    /// The attempt that counts.
    public var current: Attempt? { attempts.last { $0.number == counts } ?? attempts.last }

    /// The attempt before the one that counts, in the order of time.
    public var previous: Attempt? { attempts.prefix { $0.number != current?.number }.last }

    /// Marks by hand of the attempt that counts, oldest first; the last one for a check counts.
    public var handMarks: [HandMark] {
        get { current?.handMarks ?? marksWithoutAttempt }
        set {
            guard let number = current?.number, let index = attempts.lastIndex(where: { $0.number == number }) else {
                marksWithoutAttempt = newValue
                return
            }
            attempts[index].handMarks = newValue
        }
    }

    /// Requests that nobody has answered yet.
    public var openRequests: [RegradeRequest] { requests.filter { $0.answer == nil } }

    /// What instructors wrote at lines of the attempt that counts.
    public var comments: [LineComment] { current?.comments ?? [] }

    /// Marks by hand that belong to another attempt and have no successor in the one that counts: they no longer count.
    public var lapsedMarks: [HandMark] {
        guard let current else { return [] }
        return attempts.flatMap(\.handMarks).filter { mark in
            mark.attempt != nil && mark.attempt != current.number && !current.handMarks.contains(mark)
                && current.handMarks.mark(for: mark.check) == nil
        }
    }

    /// Points of the current attempt: marks by hand in place of the measured points, less the late penalty; 0 or more, and
    /// rounded as the policy says. Look at ``mark`` first: this is 0 as well for a student without a mark.
    public var score: Double { current.map { score(of: $0) } ?? 0 }

    /// Points that an attempt would have if it counted.
    public func score(of attempt: Attempt) -> Double {
        let earned = attempt.result.checks.sumOfPoints { attempt.handMarks.points(of: $0) }
        let left = Hundredths(earned) - Hundredths(attempt.penalty?.points ?? 0)
        let mark = max(left, Hundredths(count: 0))
        return (rounding?.rounded(mark) ?? mark).points
    }

    /// The mark; nil where there is none yet, because nothing was handed in, or something still waits for a verdict or for a
    /// person. That is not 0.
    public var mark: Double? { current != nil && !isOpen ? score : nil }

    /// Whether anything of the current attempt was judged: without that, there are no points to be shown.
    public var isGraded: Bool { current?.result.checks.contains { !handMarks.leaveUnjudged($0) } ?? false }

    private var isOpen: Bool { current?.result.checks.contains { handMarks.leaveUnjudged($0) } ?? false }

    /// Points of checks that the grader could not judge, and of items that wait for a person: neither earned nor lost.
    public var unmeasured: Double { current.map { unmeasured(of: $0) } ?? 0 }

    /// The same of an attempt.
    public func unmeasured(of attempt: Attempt) -> Double {
        attempt.result.checks.sumOfPoints { attempt.handMarks.leaveUnjudged($0) ? $0.maxScore : 0 }
    }

    /// Points to be had in the current attempt, ``unmeasured`` ones among them.
    public var maxScore: Double { current?.result.maxScore ?? 0 }
}
