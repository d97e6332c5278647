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
    /// How it failed, in a word of the rubric, for example `refused`; nil where it did not.
    public var symptom: String?
    /// The id of the named mistake.
    public var diagnosis: String?
    /// The named mistake, in a sentence for the student.
    public var mistake: String?
    /// What a correct module would have shown.
    public var expected: String?
    /// What this one showed.
    public var actual: String?
    /// Why the check matters.
    public var why: String
    /// Hints, from vague to plain.
    public var hints: [String]
    /// Whether the check belongs to the core of its lab.
    public var isCore: Bool
    /// Whether its details are kept from the student until the instructor releases them; the points count all the same.
    public var isHidden: Bool
    /// The id of the lesson of the walkthrough that is about it.
    public var lesson: String?

    /// A result; the score follows from the status.
    public init(
        id: String, title: String, lab: String, status: Status, points: Double, message: String = "",
        symptom: String? = nil, diagnosis: String? = nil, mistake: String? = nil, expected: String? = nil,
        actual: String? = nil, why: String,
        hints: [String],
        isCore: Bool = true, isHidden: Bool = false, lesson: String? = nil
    ) {
        self.id = id
        self.title = title
        self.lab = lab
        self.status = status
        score = status == .pass ? points : 0
        maxScore = points
        self.message = message
        self.symptom = symptom
        self.diagnosis = diagnosis
        self.mistake = mistake
        self.expected = expected
        self.actual = actual
        self.why = why
        self.hints = hints
        self.isCore = isCore
        self.isHidden = isHidden
        self.lesson = lesson
    }

    enum CodingKeys: String, CodingKey {
        case id, title, lab, status, score, message, symptom, diagnosis, mistake, expected, actual, why, hints, lesson
        case maxScore = "max_score"
        case isCore = "core"
        case isHidden = "hidden"
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
        try container.encode(symptom, forKey: .symptom)
        try container.encode(diagnosis, forKey: .diagnosis)
        try container.encode(mistake, forKey: .mistake)
        try container.encode(expected, forKey: .expected)
        try container.encode(actual, forKey: .actual)
        try container.encode(why, forKey: .why)
        try container.encode(hints, forKey: .hints)
        try container.encode(isCore, forKey: .isCore)
        try container.encode(isHidden, forKey: .isHidden)
        try container.encode(lesson, forKey: .lesson)
    }
}
