import Results

extension ClassPage {
    struct Link {
        let text: String
        let link: String
    }

    /// Students, and what is said about them.
    struct PersonRow {
        let who: [Link]
        let mark: String
        let what: String
        let more: Link?
    }

    /// A lab: how did they do.
    struct LabRow {
        let lab: String
        let possible: String
        let mean: String
        let median: String
        let width: String
        let full: Int
        let none: Int
    }

    struct CheckRow {
        let id: String
        let title: String
        let lab: String
        let hidden: Bool
        /// Students whose verdict is one of an earlier version; nil for none.
        let outdated: String?
        let passed: String
        let passedOf: String
        let width: String
        let failures: Int
        let untried: Int
        let errors: Int

        /// More are a click away.
        static let shownAtOnce = 12
    }

    struct SlowRow {
        let who: String
        let link: String
        let seconds: String
        let width: String
    }

    struct StudentRow {
        let id: String
        let who: String
        let link: String
        let mark: String
        let notes: String
        let attempts: Int
        let state: String
    }
}

extension ClassPage.PersonRow {
    init(_ notable: Notable, link: (Student) -> String) {
        who = [ClassPage.Link(text: ClassPage.name(notable.student), link: link(notable.student))]
        mark = notable.mark
        what = notable.why
        more = nil
    }

    /// Groups whose sources are the same.
    static func rows(identical: [[Student]], link: (Student) -> String) -> [Self] {
        identical.map { group in
            Self(
                who: group.map { ClassPage.Link(text: ClassPage.name($0), link: link($0)) }, mark: "",
                what: "the same sources, but for blanks", more: nil)
        }
    }

    /// Pairs that are nearly the same.
    static func rows(_ pairs: [SimilarPair], link: (Student) -> String) -> [Self] {
        pairs.filter { $0.share >= SimilarPair.nearlyIdentical }.prefix(25).map { pair in
            Self(
                who: [pair.first, pair.second].map { side in
                    ClassPage.Link(text: side.name, link: side.student.map(link) ?? pair.page)
                }, mark: "", what: "\(pair.percent) of the code is the same",
                more: ClassPage.Link(text: "side by side", link: pair.page))
        }
    }
}

extension ClassPage.LabRow {
    init(_ lab: ClassStatistics.Lab) {
        self.lab = lab.name
        possible = Points.text(lab.maxScore)
        let average = ClassStatistics.mean(lab.points) ?? 0
        mean = Points.text(average)
        median = Points.text(ClassStatistics.quantile(lab.points, 0.5) ?? 0)
        width = ClassPage.share(average, of: lab.maxScore)
        full = lab.points.count { $0 >= lab.maxScore - 0.005 }
        none = lab.points.count { $0 <= 0.005 }
    }
}

extension ClassPage.CheckRow {
    init(_ tally: ClassStatistics.Tally, outdated: Int) {
        self.outdated = outdated > 0 ? "earlier version: \(outdated)" : nil
        id = tally.check.id
        title = tally.check.title
        lab = tally.check.lab
        hidden = tally.check.isHidden
        passed = "\(tally.passed)"
        passedOf = "\(tally.all)"
        width = ClassPage.share(tally.failed, of: tally.all)
        failures = tally.failed
        untried = tally.untried
        errors = tally.errors
    }
}

extension ClassPage.SlowRow {
    /// The submissions that took longest, which may hang now and then.
    static func slowest(_ students: [StudentResult], link: (Student) -> String) -> [Self] {
        let timed = students.compactMap { student in
            student.current.map { (student: student.student, seconds: $0.result.duration) }
        }.filter { $0.seconds > 0 }.sorted { $0.seconds > $1.seconds }.prefix(8)
        let most = timed.first?.seconds ?? 1
        return timed.map { item in
            Self(
                who: ClassPage.name(item.student), link: link(item.student), seconds: Points.text(item.seconds),
                width: ClassPage.share(item.seconds, of: most))
        }
    }
}

extension ClassPage.StudentRow {
    init(_ student: StudentResult, link: String) {
        id = student.student.id
        who = ClassPage.name(student.student)
        self.link = link
        mark = student.markOfPossible
        var notes: [String] = []
        if let penalty = student.current?.penalty {
            notes.append("\(penalty.days) d late, −\(Points.text(penalty.points))")
        }
        if !student.handMarks.isEmpty { notes.append("marked by hand") }
        if student.errors > 0 { notes.append("\(student.errors) not judged") }
        if student.unmarked > 0 { notes.append("\(student.unmarked) to be marked by hand") }
        let outdated = student.current?.outdated.count ?? 0
        if outdated > 0 { notes.append("\(outdated) \(outdated == 1 ? "verdict" : "verdicts") of an earlier version") }
        if let labs = student.current?.labsFrom, !labs.isEmpty {
            notes.append(
                labs.sorted { $0.key < $1.key }.map { "\($0.key) of attempt \($0.value)" }.joined(separator: ", "))
        }
        let asking = student.openRequests.count
        if asking > 0 { notes.append(asking == 1 ? "asks for another look" : "asks for \(asking) other looks") }
        if let problem = student.problem { notes.append(problem) }
        self.notes = notes.joined(separator: "; ")
        attempts = student.attempts.count
        state = student.needsAttention ? "attention" : ""
    }
}
