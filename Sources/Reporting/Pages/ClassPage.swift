package import Results

/// The page about the class, for the instructor: it names all students.
package struct ClassPage {
    let title: String
    let facts: [StudentPage.Fact]
    let histogram: HistogramView?
    let attention: [Attention]
    let hasAttention: Bool
    let heatMap: HeatMapView?
    let checks: [CheckRow]
    let mistakes: [FrequentRow]
    let hasMistakes: Bool
    let styleNotes: [FrequentRow]
    let hasStyleNotes: Bool
    let slowest: [SlowRow]
    let hasSlowest: Bool
    let students: [StudentRow]
    let similar: String?

    struct Attention {
        let who: String
        let link: String
        let what: String
    }

    struct CheckRow {
        let id: String
        let title: String
        let hidden: Bool
        let passed: String
        let passedOf: String
        let width: String
        let failures: Int
        let errors: Int
    }

    /// Something that is said about the modules of several students.
    struct FrequentRow {
        let sentence: String
        /// The id of a mistake.
        let id: String?
        let lesson: String?
        let count: Int
        let width: String
        let who: [Link]
        let more: String?
    }

    struct Link {
        let text: String
        let link: String
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

    /// Renders the page.
    ///
    /// - Parameters:
    ///   - classResult: The class, nothing withheld.
    ///   - link: Where the page of a student is, relative to this one.
    ///   - similar: Where the report on similar submissions is; nil where there is none.
    ///   - templates: The pages' templates.
    /// - Returns: The page's HTML.
    package static func html(
        _ classResult: ClassResult, link: (Student) -> String, similar: String? = nil, templates: PageTemplates
    ) -> String {
        templates.render(ClassPage(classResult, link: link, similar: similar), with: "class")
    }

    init(_ classResult: ClassResult, link: (Student) -> String, similar: String?) {
        let statistics = ClassStatistics(classResult)
        let students = classResult.students
        title = classResult.title
        self.similar = similar
        facts = Self.facts(classResult, statistics)
        histogram = HistogramView(statistics)
        heatMap = HeatMapView(classResult, statistics, link: link)
        attention = students.filter(\.needsAttention).map { student in
            Attention(
                who: Self.name(student.student), link: link(student.student),
                what: student.attention ?? "")
        }
        hasAttention = !attention.isEmpty
        checks = statistics.checks.map { Self.row($0, students) }
        mistakes = Self.frequent(students, link: link) { check in
            guard check.status == .fail, let id = check.diagnosis else { return [] }
            return [Said(sentence: check.mistake ?? id, id: id, lesson: check.lesson)]
        }
        hasMistakes = !mistakes.isEmpty
        styleNotes = Self.frequent(students, link: link) { check in
            check.styleNotes.map { Said(sentence: $0, id: nil, lesson: nil) }
        }
        hasStyleNotes = !styleNotes.isEmpty
        slowest = Self.slowest(students, link: link)
        hasSlowest = !slowest.isEmpty
        self.students = students.map { student in
            return StudentRow(
                id: student.student.id, who: Self.name(student.student), link: link(student.student),
                mark: student.isGraded ? "\(Points.text(student.score)) / \(Points.text(student.maxScore))" : "–",
                notes: Self.notes(student), attempts: student.attempts.count,
                state: student.needsAttention ? "attention" : "")
        }
    }

    static func name(_ student: Student) -> String { student.name.isEmpty ? student.id : student.name }

    private static func facts(_ classResult: ClassResult, _ statistics: ClassStatistics) -> [StudentPage.Fact] {
        let results = classResult.students.compactMap(\.current)
        func list(_ values: some Sequence<String>) -> String { Set(values).sorted().joined(separator: ", ") }
        var facts = [
            StudentPage.Fact(label: "students", value: "\(classResult.students.count)"),
            StudentPage.Fact(label: "marked", value: "\(statistics.marks.count)"),
        ]
        if let median = statistics.median, let mean = statistics.mean {
            facts += [
                StudentPage.Fact(label: "median", value: Points.text(median)),
                StudentPage.Fact(label: "mean", value: Points.text(mean)),
                StudentPage.Fact(label: "points to be had", value: Points.text(statistics.maxScore)),
                StudentPage.Fact(label: "kernel", value: list(results.map(\.result.kernel))),
                StudentPage.Fact(label: "grader", value: list(results.map(\.graderVersion))),
            ]
        }
        return facts
    }

    private static func row(_ check: CheckResult, _ students: [StudentResult]) -> CheckRow {
        let results = students.compactMap { $0.current?.result.checks.first { $0.id == check.id } }
        let passed = results.count { $0.status == .pass }
        return CheckRow(
            id: check.id, title: check.title, hidden: check.isHidden, passed: "\(passed)", passedOf: "\(results.count)",
            width: share(passed, of: results.count), failures: results.count { $0.status == .fail },
            errors: results.count { $0.status == .error })
    }

    /// What a check's result says about a module.
    private struct Said {
        var sentence: String
        var id: String?
        var lesson: String?
    }

    /// What is said about the students' modules, by the number of students; a student counts once.
    private static func frequent(
        _ students: [StudentResult], link: (Student) -> String, said: (CheckResult) -> [Said]
    ) -> [FrequentRow] {
        var rows: [String: (said: Said, who: [Student])] = [:]
        for student in students {
            let all = (student.current?.result.checks ?? []).flatMap(said)
            for (key, one) in Dictionary(
                all.map { ($0.id ?? $0.sentence, $0) }, uniquingKeysWith: { first, _ in first })
            {
                rows[key, default: (one, [])].who.append(student.student)
            }
        }
        let most = rows.values.map(\.who.count).max() ?? 0
        let shown = 8
        return rows.sorted { ($1.value.who.count, $0.key) < ($0.value.who.count, $1.key) }.map { _, row in
            FrequentRow(
                sentence: row.said.sentence, id: row.said.id, lesson: row.said.lesson, count: row.who.count,
                width: share(row.who.count, of: most),
                who: row.who.prefix(shown).map { Link(text: name($0), link: link($0)) },
                more: row.who.count > shown ? "and \(row.who.count - shown) more" : nil)
        }
    }

    private static func slowest(_ students: [StudentResult], link: (Student) -> String) -> [SlowRow] {
        let timed = students.compactMap { student in
            student.current.map { (student: student.student, seconds: $0.result.duration) }
        }.filter { $0.seconds > 0 }.sorted { $0.seconds > $1.seconds }.prefix(8)
        let most = timed.first?.seconds ?? 1
        return timed.map { item in
            SlowRow(
                who: name(item.student), link: link(item.student), seconds: Points.text(item.seconds),
                width: Points.text(item.seconds / most * 100))
        }
    }

    private static func notes(_ student: StudentResult) -> String {
        var notes: [String] = []
        if let penalty = student.current?.penalty {
            notes.append("\(penalty.days) d late, −\(Points.text(penalty.points))")
        }
        if !student.handMarks.isEmpty { notes.append("marked by hand") }
        if student.errors > 0 { notes.append("\(student.errors) not judged") }
        if student.unmarked > 0 { notes.append("\(student.unmarked) to be marked by hand") }
        if let problem = student.problem { notes.append(problem) }
        return notes.joined(separator: "; ")
    }

    static func share(_ part: Int, of whole: Int) -> String {
        whole > 0 ? Points.text(Double(part) / Double(whole) * 100) : "0"
    }
}
