import Results

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
}
