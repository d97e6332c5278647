/// The verdict on one check, with everything that a report says about it. The fields of its ``heading`` can be read and
/// set as if they were its own: `result.title`.
@dynamicMemberLookup
public struct CheckResult: Sendable, Hashable {
    /// How a check ended. `fail` is the student's mark, `error` the grader's or the machine's fault; a `blocked` check
    /// was not tried because one that it needs has not passed, a `skipped` one for another reason. What the kernel or the
    /// machine that is graded on does not have makes a check `n/a`: it costs nothing, and its points leave the maximum.
    public enum Status: String, Sendable, Hashable, Codable {
        case pass, fail, error, blocked, skipped
        case notApplicable = "n/a"

        /// Whether the module did all that could be asked of it.
        public var isSettledWell: Bool { self == .pass || self == .notApplicable }
    }

    /// What the check is called and what it is worth.
    public var heading: CheckHeading
    /// How the check ended.
    public var status: Status
    /// Points earned, 0...``maxScore``.
    public var score: Double
    /// What is wrong, in one line; empty for a pass.
    public var message: String
    /// How it failed, in a word of the rubric, for example `refused`; nil where it did not.
    public var symptom: String?
    /// The id of the named mistake, for example `kernel-crash`; nil where none is named.
    public var diagnosis: String?
    /// The named mistake, in a sentence for the student.
    public var mistake: String?
    /// The command that was written to the module, as shown to people; nil where there was none.
    public var asked: String?
    /// What a correct module would have shown.
    public var expected: String?
    /// What this module showed; student text.
    public var actual: String?
    /// The student's line that it is about; nil where none is known.
    public var place: SourcePlace?
    /// The number that the secrets of the machine followed from on which it failed, which repeats them; nil where it did
    /// not fail on one. A later try at a check has another than the run's. Not for others than the module's author.
    public var seed: UInt64?
    /// The id of the failure that kept the check from being tried; nil for one that was tried, and where that is hidden.
    public var waitsFor: String?
    /// The id of the walkthrough's lesson about the mistake.
    public var lesson: String?
    /// What to look at first about the named mistake; the heading's hints are about the check.
    public var advice: String?
    /// What the grader understood although the contract says it otherwise, one sentence each; a passed check may have
    /// some too.
    public var styleNotes: [String]
    /// The mark by hand in place of the measured points, and its reason; nil where there is none.
    public var byHand: String?
    /// How it ended on each kernel, in the order of the policy; empty where one kernel was graded on.
    public var endings: [KernelEnding] = []

    /// A result; the score follows from the status: all points for a pass, none otherwise. What is not applicable has no
    /// points to be had.
    public init(
        _ heading: CheckHeading, status: Status, message: String = "", symptom: String? = nil,
        diagnosis: String? = nil, mistake: String? = nil, asked: String? = nil, expected: String? = nil,
        actual: String? = nil, place: SourcePlace? = nil, waitsFor: String? = nil, lesson: String? = nil,
        advice: String? = nil, styleNotes: [String] = []
    ) {
        self.heading = heading
        self.status = status
        if status == .notApplicable { self.heading.points = 0 }
        score = status == .pass ? heading.points : 0
        self.message = message
        self.symptom = symptom
        self.diagnosis = diagnosis
        self.mistake = mistake
        self.asked = asked
        self.expected = expected
        self.actual = actual
        self.place = place
        self.waitsFor = waitsFor
        self.lesson = lesson
        self.advice = advice
        self.styleNotes = styleNotes
    }

    /// A field of the heading.
    public subscript<Value>(dynamicMember field: WritableKeyPath<CheckHeading, Value>) -> Value {
        get { heading[keyPath: field] }
        set { heading[keyPath: field] = newValue }
    }

    // What reports read a million times has no way by a key path.

    /// The check's id.
    public var id: String {
        get { heading.id }
        set { heading.id = newValue }
    }

    /// The check's title.
    public var title: String {
        get { heading.title }
        set { heading.title = newValue }
    }

    /// The check's lab.
    public var lab: String {
        get { heading.lab }
        set { heading.lab = newValue }
    }

    /// Whether the check's details are kept from the student.
    public var isHidden: Bool {
        get { heading.isHidden }
        set { heading.isHidden = newValue }
    }

    /// Points to be had.
    public var maxScore: Double {
        get { heading.points }
        set { heading.points = newValue }
    }
}
