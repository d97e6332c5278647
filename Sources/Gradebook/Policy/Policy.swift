package import Results
package import Words

/// What counts besides what was measured, from `policy.yml`: lateness, items that only a person can judge, and how a mark
/// is rounded. It is applied when a report is made, so a change needs no grading.
///
///     zone: Europe/Berlin         # whose clock times without an offset are meant by, and are shown by
///     deadline: 2026-11-15 20:00
///     grace: 15m                  # not counted at all
///     per-day: 10%                # of the points to be had, for each day begun; or a number of points
///     cap: 50%                    # never more than this
///     late-days: 3                # of each student, that cost nothing
///     extensions:                 # by the student's id: time added, or another deadline
///       "4711": 3d
///       "4712": 2026-12-01 12:00
///     exceptions: extensions.csv  # the same from a file
///     labs:                       # deadlines of single labs; what is left out is as above
///       "2": {deadline: 2026-11-22 20:00}
///     items: {style: 10, talk: {points: 5, title: Talk, of: student}}
///     counts: last                # or best, or chosen (by `grader choose`)
///     kernels: [5.10, 6.12]       # each submission is graded on all of these
///     kernel-counts: worst        # of a check's verdicts on them; or first
///     strict: {points: 6, each: 2}   # for a module of which the strict kernel says nothing; what a mistake costs of it
///     round: 0.5                  # the mark, at the very end: to the nearest half point
///     release-hidden: 2026-12-02 08:00   # from then on students see the details of hidden checks
package struct Policy: Sendable, Hashable {
    /// Whose clock days and hours are meant by.
    package var clock: WallClock
    /// Whether the policy names the place itself.
    package var namesPlace: Bool
    /// What lateness costs; nil where nothing is said of labs without a deadline of their own.
    package var terms: LateTerms?
    /// Deadlines of single labs.
    package var labs: [LabTerms] = []
    /// What students were granted, by their ids.
    package var grants: [String: [Grant]] = [:]
    /// Days late over the whole term that cost a student nothing.
    package var lateDays = 0
    /// The same of single students, by their ids.
    package var lateDaysOf: [String: Int] = [:]
    /// How marks are rounded at the end; nil for hundredths.
    package var rounding: Rounding?
    /// What a person gives points for without a check.
    package var items: [HandItem] = []
    /// When the details of hidden checks are released, in seconds since 1970; nil for never.
    package var releaseHidden: Double?
    /// Which of a student's attempts counts; nil is the same as ``Counting/chosen``.
    package var counts: Counting?

    /// The kernels that the class is graded on, as `grader kernels` knows them; empty where the command line says so.
    package var kernels: [String] = []
    /// Which of the verdicts on several kernels counts.
    package var kernelCounting = KernelCounting.worst
    /// What the strict kernel's findings cost; nil where they are remarks.
    package var strict: StrictTerms?

    /// A policy that costs nobody anything.
    package init(clock: WallClock, namesPlace: Bool = true, terms: LateTerms? = nil) {
        self.clock = clock
        self.namesPlace = namesPlace
        self.terms = terms
    }
}

/// What lateness costs.
package struct LateTerms: Sendable, Hashable {
    /// A number of points, or a share of those to be had.
    package enum Amount: Sendable, Hashable {
        case points(Double)
        /// A share, 0...1.
        case share(Double)
    }

    /// The deadline, in seconds since 1970.
    package var deadline: Double
    /// Time after the deadline, and after each day behind it, that costs nothing.
    package var grace: Span
    /// For each day begun.
    package var perDay: Amount
    /// The most that lateness costs.
    package var cap: Amount?

    package init(deadline: Double, grace: Span = Span(), perDay: Amount, cap: Amount? = nil) {
        self.deadline = deadline
        self.grace = grace
        self.perDay = perDay
        self.cap = cap
    }
}

/// The deadline of one lab.
package struct LabTerms: Sendable, Hashable {
    /// The lab's folder name, `2-findpage`, or its number.
    package var lab: String
    package var terms: LateTerms

    package init(lab: String, terms: LateTerms) {
        self.lab = lab
        self.terms = terms
    }

    /// Whether a lab's folder name is meant.
    package func names(_ folder: String) -> Bool { Self.isNamed(folder, by: lab) }

    static func isNamed(_ folder: String, by lab: String) -> Bool {
        folder == lab || folder.prefix { $0.isASCII && $0.isNumber } == lab[...]
    }
}

/// A time span as people mean it: a day ends at the same hour of the clock on the wall.
package struct Span: Sendable, Hashable {
    package var days: Int
    /// Seconds more.
    package var seconds: Double

    package init(days: Int = 0, seconds: Double = 0) {
        self.days = days
        self.seconds = seconds
    }

    /// The end of the span that begins at a moment.
    func end(from moment: Double, _ clock: WallClock) -> Double {
        (days == 0 ? moment : clock.adding(days: days, to: moment)) + seconds
    }
}

/// What one student was granted.
package struct Grant: Sendable, Hashable {
    /// More time, or another deadline.
    package enum Time: Sendable, Hashable {
        case longer(Span)
        /// Another deadline, in seconds since 1970. One before the deadline takes nothing away.
        case until(Double)
    }

    /// The lab that it is for, as ``LabTerms/lab``; nil for all that has no grant of its own.
    package var lab: String?
    package var time: Time

    package init(lab: String? = nil, _ time: Time) {
        self.lab = lab
        self.time = time
    }
}

/// Something that a person gives points for and no check looks at: style, a report, a talk.
package struct HandItem: Sendable, Hashable {
    /// What `grader mark` calls it.
    package var id: String
    package var title: String
    /// Points to be had.
    package var points: Double
    /// Whether a mark is about the student, and counts whatever is handed in later. Else it is about one attempt.
    package var isOfStudent: Bool

    package init(id: String, title: String, points: Double, isOfStudent: Bool = false) {
        self.id = id
        self.title = title
        self.points = points
        self.isOfStudent = isOfStudent
    }

    /// The lab that reports show items in.
    package static let lab = "by-hand"

    /// What reports show where a check would stand.
    var heading: CheckHeading {
        CheckHeading(id: id, title: title, lab: Self.lab, points: points, isByHand: true)
    }
}
