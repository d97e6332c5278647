/// What one check came to.
public struct CheckResult: Sendable, Hashable, Codable {
    /// `fail` is the student's, `error` the grader's or the machine's own; `skipped` was not observed at all.
    public enum Status: String, Sendable, Hashable, Codable { case pass, fail, error, skipped }

    /// Unique in the rubric, for example `findpage.noexec`.
    public var id: String
    /// One line, phrased as what a correct module does.
    public var title: String
    /// The lab's folder name, for example `2-findpage`.
    public var lab: String
    /// How it ended.
    public var status: Status
    /// Points earned, 0...maxScore.
    public var score: Double
    /// Points to be had.
    public var maxScore: Double
    /// What was asked and what is wrong; empty for a pass.
    public var message: String
    /// The id of the named mistake.
    public var diagnosis: String?
    /// What a correct module would have shown.
    public var expected: String?
    /// What this one showed.
    public var actual: String?
    /// Why the check matters.
    public var why: String
    /// Hints, from vague to plain.
    public var hints: [String]

    /// A result; the score follows from the status.
    public init(
        id: String, title: String, lab: String, status: Status, points: Double, message: String = "",
        diagnosis: String? = nil, expected: String? = nil, actual: String? = nil, why: String, hints: [String]
    ) {
        self.id = id
        self.title = title
        self.lab = lab
        self.status = status
        score = status == .pass ? points : 0
        maxScore = points
        self.message = message
        self.diagnosis = diagnosis
        self.expected = expected
        self.actual = actual
        self.why = why
        self.hints = hints
    }

    enum CodingKeys: String, CodingKey {
        case id, title, lab, status, score, message, diagnosis, expected, actual, why, hints
        case maxScore = "max_score"
    }

    /// Writes every field of the documented format, absent ones as null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(title, forKey: .title)
        try container.encode(lab, forKey: .lab)
        try container.encode(status, forKey: .status)
        try container.encode(score, forKey: .score)
        try container.encode(maxScore, forKey: .maxScore)
        try container.encode(message, forKey: .message)
        try container.encode(diagnosis, forKey: .diagnosis)
        try container.encode(expected, forKey: .expected)
        try container.encode(actual, forKey: .actual)
        try container.encode(why, forKey: .why)
        try container.encode(hints, forKey: .hints)
    }
}

/// What a submission came to.
public struct SubmissionResult: Sendable, Hashable, Codable {
    /// Release of the kernel it was graded on.
    public var kernel: String
    /// Seconds from start to end, on the host's clock.
    public var duration: Double
    /// In the order of the rubric.
    public var checks: [CheckResult]
    /// Remarks of the compiler, as text.
    public var remarks: [String]

    /// Points earned.
    public var score: Double { checks.reduce(0) { $0 + $1.score } }
    /// Points to be had.
    public var maxScore: Double { checks.reduce(0) { $0 + $1.maxScore } }

    /// 0 all passed, 1 something failed, 3 the grader could not do its work (design section 3).
    public var exitStatus: Int32 {
        if checks.contains(where: { $0.status == .error }) { return 3 }
        return checks.allSatisfy { $0.status == .pass } ? 0 : 1
    }

    /// A finished result.
    public init(kernel: String, duration: Double, checks: [CheckResult], remarks: [String]) {
        self.kernel = kernel
        self.duration = duration
        self.checks = checks
        self.remarks = remarks
    }

    enum CodingKeys: String, CodingKey {
        case kernel, checks, remarks, score
        case duration = "duration_s"
        case maxScore = "max_score"
    }

    /// Reads what ``encode(to:)`` wrote; the sums are computed anew.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kernel = try container.decode(String.self, forKey: .kernel)
        duration = try container.decode(Double.self, forKey: .duration)
        checks = try container.decode([CheckResult].self, forKey: .checks)
        remarks = try container.decode([String].self, forKey: .remarks)
    }

    /// Writes the documented format, sums included.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(score, forKey: .score)
        try container.encode(maxScore, forKey: .maxScore)
        try container.encode(kernel, forKey: .kernel)
        try container.encode(duration, forKey: .duration)
        try container.encode(checks, forKey: .checks)
        try container.encode(remarks, forKey: .remarks)
    }
}
