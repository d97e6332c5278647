import Results

/// Where the points of a mark went: every point between full marks and the mark, once.
struct PointsLost {
    /// What keeps points away.
    enum Reason: Hashable {
        /// The cause with this place in ``causes``.
        case cause(Int)
        /// Hidden checks whose details are not shown.
        case hidden
        /// Marks by hand that are lower than full points.
        case byHand
        /// Checks that the grader could not judge.
        case unjudged
        /// Checks that were not tried, for no failure that is told.
        case untried
        /// The late penalty.
        case late
    }

    struct Line: Hashable {
        let reason: Reason
        /// More than 0.
        let points: Double
    }

    /// The causes, the next one to mend first.
    let causes: [Cause]
    /// What keeps points away, in the order in which it is told.
    let lines: [Line]
    /// The checks of ``Reason/unjudged`` and ``Reason/untried``.
    let untried: Int

    /// - Parameter student: As the student may see it.
    init(_ student: StudentResult) {
        let marks = student.handMarks
        var result = student.current?.result ?? SubmissionResult(kernel: "", duration: 0, checks: [])
        let all = result.checks
        func open(_ checks: [CheckResult]) -> Double { checks.reduce(0) { $0 + $1.maxScore - marks.points(of: $1) } }
        let withheld = all.filter(\.isWithheld)
        let byHand = all.filter { marks.mark(for: $0.id) != nil }
        let unjudged = all.filter { !$0.isWithheld && marks.leaveUnjudged($0) }
        result.checks = all.filter { !$0.isWithheld && marks.mark(for: $0.id) == nil }
        causes = OpenCauses(of: result).causes
        let told = Set(causes.flatMap { $0.checks + $0.waiting }.map(\.id))
        let untried = result.checks.filter { $0.status != .error && $0.score < $0.maxScore && !told.contains($0.id) }
        self.untried = untried.count
        var lines = causes.enumerated().map { Line(reason: .cause($0.offset), points: $0.element.cost) }
        lines += [
            Line(reason: .untried, points: open(untried)), Line(reason: .hidden, points: open(withheld)),
            Line(reason: .byHand, points: open(byHand)), Line(reason: .unjudged, points: open(unjudged)),
            Line(reason: .late, points: student.current?.penalty?.points ?? 0),
        ]
        self.lines = lines.filter { $0.points > 0.005 }
    }
}

extension CheckResult {
    /// Whether it is the line that stands for hidden checks whose details are not shown; see ``Disclosure``.
    var isWithheld: Bool { heading.isHidden && heading.id == "hidden.\(heading.lab)" }
}
