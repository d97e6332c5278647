package import Results

extension StudentResult {
    /// Points earned and to be had in one lab, marks by hand included; nil where nothing was graded.
    func points(lab: String) -> (score: Double, maxScore: Double)? {
        let checks = current?.result.checks.filter { $0.lab == lab } ?? []
        guard !checks.isEmpty else { return nil }
        return (checks.reduce(0) { $0 + handMarks.points(of: $1) }, checks.reduce(0) { $0 + $1.maxScore })
    }

    /// Checks that could not be judged and have no mark by hand.
    var errors: Int { current?.result.checks.count { handMarks.leaveUnjudged($0) } ?? 0 }

    /// Whether an instructor has to do something before the mark is final.
    var needsAttention: Bool { problem != nil || errors > 0 }

    /// The current result as it counts: marks by hand in place of measured points, and a line for the late penalty, so
    /// that the sum of a platform's file is the mark.
    package var marked: SubmissionResult? {
        guard let current else { return nil }
        var result = current.result
        for (index, measured) in current.result.checks.enumerated() {
            guard let mark = handMarks.mark(for: measured.id) else { continue }
            result.checks[index].score = mark.points
            result.checks[index].byHand =
                "\(Points.text(mark.points)) points instead of the measured \(Points.text(measured.score)), by hand: \(mark.why)"
        }
        if let penalty = current.penalty, penalty.points > 0 {
            var line = CheckResult(
                CheckHeading(
                    id: "late", title: "late by \(penalty.days) \(penalty.days == 1 ? "day" : "days")", lab: "policy",
                    points: 0),
                status: .fail, message: penalty.why)
            line.score = score - result.checks.reduce(0) { $0 + $1.score }
            result.checks.append(line)
        }
        return result
    }
}
