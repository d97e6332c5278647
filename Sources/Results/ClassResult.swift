/// What a class came to: everything that a report shows, nothing that has to be looked up elsewhere.
public struct ClassResult: Sendable, Hashable, Codable {
    /// The instructor's name for the class or the assignment.
    public var title: String
    /// In the order of their ids.
    public var students: [StudentResult]

    /// A class.
    public init(title: String, students: [StudentResult]) {
        self.title = title
        self.students = students
    }
}

/// A person, as the roster or the platform's file names have them. Every field is student text.
public struct Student: Sendable, Hashable, Codable {
    /// Unique in the class; the platform's own id where there is one.
    public var id: String
    /// As shown to people.
    public var name: String
    /// Other names that platforms know the person by: `sis`, `login`, `email`, `moodle`, `canvas`, `gradescope`.
    public var aliases: [String: String]

    /// A person.
    public init(id: String, name: String, aliases: [String: String] = [:]) {
        self.id = id
        self.name = name
        self.aliases = aliases
    }
}

/// What one student came to.
public struct StudentResult: Sendable, Hashable, Codable {
    /// Who.
    public var student: Student
    /// Oldest first.
    public var attempts: [Attempt]
    /// Marks that an instructor gave by hand, oldest first; the last one for a check counts.
    public var handMarks: [HandMark]
    /// Why there is nothing to grade, for example a damaged archive; nil where there is.
    public var problem: String?

    /// What one student came to.
    public init(student: Student, attempts: [Attempt] = [], handMarks: [HandMark] = [], problem: String? = nil) {
        self.student = student
        self.attempts = attempts
        self.handMarks = handMarks
        self.problem = problem
    }

    /// The attempt that counts: the newest.
    public var current: Attempt? { attempts.last }

    /// Points of the current attempt, hand marks put in place of the measured ones, the late penalty taken off.
    public var score: Double {
        guard let current else { return 0 }
        let measured = current.result.checks.reduce(0) { sum, check in
            sum + (handMarks.last { $0.check == check.id }?.points ?? check.score)
        }
        return max(0, measured - (current.penalty?.points ?? 0))
    }

    /// Points of checks that the grader could not do and nobody marked by hand: neither earned nor lost.
    public var unmeasured: Double {
        let marked = Set(handMarks.map(\.check))
        return current?.result.checks.reduce(0) { sum, check in
            sum + (check.status == .error && !marked.contains(check.id) ? check.maxScore : 0)
        } ?? 0
    }

    /// Points to be had in the current attempt, ``unmeasured`` ones among them.
    public var maxScore: Double { current?.result.maxScore ?? 0 }
}

/// One submission of a student's.
public struct Attempt: Sendable, Hashable, Codable {
    /// From 1.
    public var number: Int
    /// Seconds since 1970, UTC; nil where the platform does not say.
    public var submitted: Double?
    /// Of the sources, in hexadecimal.
    public var hash: String
    /// Version of the grader that measured it.
    public var graderVersion: String
    /// What it came to.
    public var result: SubmissionResult
    /// The module's sources, student text.
    public var sources: [SourceFile]
    /// What lateness costs; nil for nothing.
    public var penalty: LatePenalty?

    /// One submission.
    public init(
        number: Int, submitted: Double?, hash: String, graderVersion: String, result: SubmissionResult,
        sources: [SourceFile], penalty: LatePenalty? = nil
    ) {
        self.number = number
        self.submitted = submitted
        self.hash = hash
        self.graderVersion = graderVersion
        self.result = result
        self.sources = sources
        self.penalty = penalty
    }
}

/// A file of a submission.
public struct SourceFile: Sendable, Hashable, Codable {
    /// Relative to the submission.
    public var path: String
    /// What is in it; bytes that are not UTF-8 are replaced.
    public var text: String

    /// A file.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

/// A mark that an instructor gave by hand.
public struct HandMark: Sendable, Hashable, Codable {
    /// The id of the check.
    public var check: String
    /// In place of the measured points.
    public var points: Double
    /// The instructor's reason.
    public var why: String
    /// Seconds since 1970, UTC.
    public var given: Double

    /// A mark.
    public init(check: String, points: Double, why: String, given: Double) {
        self.check = check
        self.points = points
        self.why = why
        self.given = given
    }
}

/// What lateness costs, computed from the class's policy.
public struct LatePenalty: Sendable, Hashable, Codable {
    /// Days begun after the deadline and its grace.
    public var days: Int
    /// Points taken off.
    public var points: Double
    /// In words, with the deadline it was measured from.
    public var why: String

    /// A penalty.
    public init(days: Int, points: Double, why: String) {
        self.days = days
        self.points = points
        self.why = why
    }
}
