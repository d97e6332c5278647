/// The results of a class: everything that a report shows, nothing that has to be looked up elsewhere.
public struct ClassResult: Sendable, Hashable, Codable {
    /// The instructor's name for the class or the assignment.
    public var title: String
    /// All students, in the order of their ids.
    public var students: [StudentResult]
    /// The place whose clock times are shown by, as the tz database calls it.
    public var timeZone: String
    /// What the instructor should know about the policy, for example an id in it that nobody has: sentences.
    public var remarks: [String]
    /// What of the rubric the class was graded by, in words; nil for all of it.
    public var part: String?

    /// A class with these students.
    public init(
        title: String, students: [StudentResult], timeZone: String = "UTC", remarks: [String] = [],
        part: String? = nil
    ) {
        self.title = title
        self.students = students
        self.timeZone = timeZone
        self.remarks = remarks
        self.part = part
    }
}

/// A person, as the roster or the platform's file names have them. Every field is student text.
public struct Student: Sendable, Hashable, Codable {
    /// The student's id, unique in the class; the platform's id where there is one.
    public var id: String
    /// The name as shown to people; may be empty.
    public var name: String
    /// Other names that platforms know the person by: `sis`, `login`, `email`, `moodle`, `canvas`, `gradescope`.
    public var aliases: [String: String]

    /// A person with this id and name.
    public init(id: String, name: String, aliases: [String: String] = [:]) {
        self.id = id
        self.name = name
        self.aliases = aliases
    }
}

/// One submission of a student.
public struct Attempt: Sendable, Hashable, Codable {
    /// The attempt's number, from 1, in the order in which attempts became known: it never changes, and an older one that
    /// became known later has the higher number.
    public var number: Int
    /// When it was handed in, in seconds since 1970, UTC; nil where the platform does not say.
    public var submitted: Double?
    /// The hash that a gradebook knows the sources by, in hexadecimal; empty where there is no gradebook.
    public var hash: String
    /// Version of the grader that measured it.
    public var graderVersion: String
    /// What was measured.
    public var result: SubmissionResult
    /// The module's sources, student text.
    public var sources: [SourceFile]
    /// What lateness costs; nil for nothing.
    public var penalty: LatePenalty?
    /// The ids of checks whose verdicts are of an earlier rubric, kernel or grader: they have not been graded anew.
    public var outdated: [String]
    /// Marks by hand that count for this attempt, oldest first; the last one for a check counts.
    public var handMarks: [HandMark]
    /// What instructors wrote at lines of the sources, by path and line.
    public var comments: [LineComment]
    /// Labs with a deadline of their own that count from another attempt: the number of that one, by the lab's name. Their
    /// checks and marks by hand are in this attempt then.
    public var labsFrom: [String: Int]

    /// An attempt with what was measured.
    public init(
        number: Int, submitted: Double?, hash: String, graderVersion: String, result: SubmissionResult,
        sources: [SourceFile], penalty: LatePenalty? = nil, outdated: [String] = [], handMarks: [HandMark] = [],
        comments: [LineComment] = [], labsFrom: [String: Int] = [:]
    ) {
        self.number = number
        self.submitted = submitted
        self.hash = hash
        self.graderVersion = graderVersion
        self.result = result
        self.sources = sources
        self.penalty = penalty
        self.outdated = outdated
        self.handMarks = handMarks
        self.comments = comments
        self.labsFrom = labsFrom
    }
}

/// A file of a submission.
public struct SourceFile: Sendable, Hashable, Codable {
    /// The file's path, relative to the submission.
    public var path: String
    /// The file's content; bytes that are not UTF-8 are replaced.
    public var text: String

    /// A file with this path and content.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

/// What lateness costs, computed from the class's policy.
public struct LatePenalty: Sendable, Hashable, Codable {
    /// Days begun after the deadline and its grace; where labs have deadlines of their own, of all labs together.
    public var days: Int
    /// How many of them are free: days of the student's budget.
    public var free: Int
    /// Points taken off, in whole hundredths.
    public var points: Double
    /// The reason in words, with the deadline that it was measured from.
    public var why: String

    /// A penalty of `points`.
    public init(days: Int, free: Int = 0, points: Double, why: String) {
        self.days = days
        self.free = free
        self.points = points
        self.why = why
    }
}
