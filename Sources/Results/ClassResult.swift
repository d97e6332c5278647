/// The results of a class: everything that a report shows, nothing that has to be looked up elsewhere.
public struct ClassResult: Sendable, Hashable, Codable {
    /// The instructor's name for the class or the assignment.
    public var title: String
    /// All students, in the order of their ids.
    public var students: [StudentResult]

    /// A class with these students.
    public init(title: String, students: [StudentResult]) {
        self.title = title
        self.students = students
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

/// The attempts and marks of one student.
public struct StudentResult: Sendable, Hashable, Codable {
    /// Whose results these are.
    public var student: Student
    /// Submissions in the order of their times, oldest first.
    public var attempts: [Attempt]
    /// Marks that an instructor gave by hand, oldest first; the last one for a check counts.
    public var handMarks: [HandMark]
    /// Why there is nothing to grade, for example a damaged archive; nil where there is.
    public var problem: String?

    /// The number of the attempt that counts; nil for the newest.
    public var counts: Int?

    /// The results of `student`.
    public init(
        student: Student, attempts: [Attempt] = [], handMarks: [HandMark] = [], problem: String? = nil,
        counts: Int? = nil
    ) {
        self.student = student
        self.attempts = attempts
        self.handMarks = handMarks
        self.problem = problem
        self.counts = counts
    }

    /// The attempt that counts.
    public var current: Attempt? { attempts.last { $0.number == counts } ?? attempts.last }

    /// The attempt before the one that counts, in the order of time.
    public var previous: Attempt? { attempts.prefix { $0.number != current?.number }.last }

    /// Points of the current attempt: marks by hand in place of the measured points, less the late penalty; 0 or more.
    public var score: Double { current.map { score(of: $0) } ?? 0 }

    /// Points that an attempt would have if it counted.
    public func score(of attempt: Attempt) -> Double {
        let earned = attempt.result.checks.reduce(0) { $0 + handMarks.points(of: $1) }
        return max(0, earned - (attempt.penalty?.points ?? 0))
    }

    /// Points of checks that the grader could not judge and that have no mark by hand: neither earned nor lost.
    public var unmeasured: Double { current.map { unmeasured(of: $0) } ?? 0 }

    /// The same of an attempt.
    public func unmeasured(of attempt: Attempt) -> Double {
        attempt.result.checks.reduce(0) { $0 + (handMarks.leaveUnjudged($1) ? $1.maxScore : 0) }
    }

    /// Points to be had in the current attempt, ``unmeasured`` ones among them.
    public var maxScore: Double { current?.result.maxScore ?? 0 }
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

    /// An attempt with what was measured.
    public init(
        number: Int, submitted: Double?, hash: String, graderVersion: String, result: SubmissionResult,
        sources: [SourceFile], penalty: LatePenalty? = nil, outdated: [String] = []
    ) {
        self.number = number
        self.submitted = submitted
        self.hash = hash
        self.graderVersion = graderVersion
        self.result = result
        self.sources = sources
        self.penalty = penalty
        self.outdated = outdated
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
    /// Days begun after the deadline and its grace.
    public var days: Int
    /// Points taken off.
    public var points: Double
    /// The reason in words, with the deadline that it was measured from.
    public var why: String

    /// A penalty of `points`.
    public init(days: Int, points: Double, why: String) {
        self.days = days
        self.points = points
        self.why = why
    }
}
