package import Results

extension StudentResult {
    /// Points earned and to be had in one lab, marks by hand included; nil where nothing was judged, which is not 0.
    func points(lab: String) -> (score: Double, maxScore: Double)? {
        let checks = current?.result.checks.filter { $0.lab == lab } ?? []
        guard checks.contains(where: { !handMarks.leaveUnjudged($0) }) else { return nil }
        return (checks.sumOfPoints { handMarks.points(of: $0) }, checks.sumOfPoints(\.maxScore))
    }

    /// Checks that could not be judged and have no mark by hand.
    var errors: Int { current?.result.checks.count { !$0.heading.isByHand && handMarks.leaveUnjudged($0) } ?? 0 }

    /// Items that wait for a person.
    var unmarked: Int { current?.result.checks.count { $0.heading.isByHand && handMarks.leaveUnjudged($0) } ?? 0 }

    /// Whether an instructor has to do something before the mark is final.
    var needsAttention: Bool { attention != nil }

    /// What an instructor has to look at, in a sentence with student text in it; nil for nothing. Items that wait for a
    /// person are told of the class, not of each student.
    var attention: String? {
        if let problem { return problem }
        if errors > 0 { return "grade again: \(NotJudged.reason(errors))" }
        guard let current, let lapsed = lapsedMarks.last else { return nil }
        let more = lapsedMarks.count > 1 ? " and \(lapsedMarks.count - 1) more" : ""
        return
            "a mark by hand for \(lapsed.check)\(more) belongs to attempt \(lapsed.attempt ?? 0), and does not count for "
            + "attempt \(current.number): look, and mark again"
    }

    /// The mark as tables show it: `40.65`, `40.65 so far` where something still waits, `-` where nothing was judged.
    package var markText: String {
        guard isGraded else { return "-" }
        return mark.map { Points.text($0) } ?? "\(Points.text(score)) so far"
    }

    /// The current result as it counts: marks by hand in place of measured points, and a line for the late penalty, so
    /// that the sum of a platform's file is the mark.
    package var marked: SubmissionResult? {
        guard let current else { return nil }
        var result = current.result
        for (index, measured) in current.result.checks.enumerated() {
            guard let mark = handMarks.mark(for: measured.id) else { continue }
            result.checks[index].score = mark.points
            let instead =
                measured.heading.isByHand ? "" : " instead of the measured \(Points.text(measured.score))"
            result.checks[index].byHand =
                "\(Points.text(mark.points)) points\(instead), by hand" + (mark.why.isEmpty ? "" : ": \(mark.why)")
        }
        if let penalty = current.penalty, penalty.points > 0 {
            var line = Self.line(
                "late", "late by \(penalty.days) \(penalty.days == 1 ? "day" : "days")", message: penalty.why)
            // A mark is never less than 0.
            line.score = -min(penalty.points, max(result.score, 0))
            result.checks.append(line)
        }
        let rest = Hundredths(score) - Hundredths(result.score)
        if rest.count != 0 {
            var line = Self.line("rounded", "rounded as the policy says", message: "")
            line.score = rest.points
            result.checks.append(line)
        }
        return result
    }

    private static func line(_ id: String, _ title: String, message: String) -> CheckResult {
        CheckResult(
            CheckHeading(id: id, title: title, lab: "policy", points: 0), status: id == "late" ? .fail : .pass,
            message: message)
    }
}
