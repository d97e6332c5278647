package import Results

extension StudentResult {
    /// Points earned and to be had in one lab, hand marks included; nil where nothing was graded.
    func points(lab: String) -> (score: Double, maxScore: Double)? {
        let checks = current?.result.checks.filter { $0.lab == lab } ?? []
        guard !checks.isEmpty else { return nil }
        return (checks.reduce(0) { $0 + score(of: $1) }, checks.reduce(0) { $0 + $1.maxScore })
    }

    /// Points of one check: the last mark given by hand, else what was measured.
    func score(of check: CheckResult) -> Double { handMark(check.id)?.points ?? check.score }

    /// The mark by hand that counts for a check.
    func handMark(_ check: String) -> HandMark? { handMarks.last { $0.check == check } }

    /// Checks that could not be judged and that nobody marked by hand either.
    var errors: Int {
        current?.result.checks.count { $0.status == .error && handMark($0.id) == nil } ?? 0
    }

    /// Whether an instructor has to do something before the mark is final.
    var needsAttention: Bool { problem != nil || errors > 0 }

    /// The current result as it counts: marks by hand in place of measured points, and a line for the late penalty, so
    /// that the sum of a platform's file is the mark.
    package var marked: SubmissionResult? {
        guard let current else { return nil }
        var result = current.result
        for index in result.checks.indices {
            guard let mark = handMark(result.checks[index].id) else { continue }
            result.checks[index].score = mark.points
            let note =
                "marked by hand: \(Points.text(mark.points)) points instead of \(Points.text(current.result.checks[index].score)): \(mark.why)"
            let message = result.checks[index].message
            result.checks[index].message = message.isEmpty ? note : "\(message) (\(note))"
        }
        if let penalty = current.penalty, penalty.points > 0 {
            var line = CheckResult(
                id: "late", title: "late by \(penalty.days) \(penalty.days == 1 ? "day" : "days")", lab: "policy",
                status: .fail, points: 0, message: penalty.why, why: "", hints: [])
            line.score = score - result.checks.reduce(0) { $0 + $1.score }
            result.checks.append(line)
        }
        return result
    }
}
