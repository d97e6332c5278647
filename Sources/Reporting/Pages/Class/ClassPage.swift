package import Results

/// The page about the class, for the instructor: it names all students.
package struct ClassPage {
    /// What the page shows beside the results.
    package struct Supplement {
        /// Where the report on similar submissions is, relative to the page; nil where there is none.
        package var similar: String?
        /// What that report found, the most similar pair first.
        package var pairs: [SimilarPair]
        /// Where the grades begin; nil where nobody said.
        package var grades: GradeScale?
        /// What looks as if a module were about the grader, by the student's id; where it is nil, it is looked for.
        var signs: [String: Suspicions.Signs]?

        /// A supplement; without anything in it the page shows the results only.
        package init(similar: String? = nil, pairs: [SimilarPair] = [], grades: GradeScale? = nil) {
            self.similar = similar
            self.pairs = pairs
            self.grades = grades
        }
    }

    let title: String
    let facts: [StudentPage.Fact]
    let histogram: HistogramView?
    let chart: AttemptsChart?
    let attention: [PersonRow]
    let hasAttention: Bool
    /// Said where students have verdicts of an earlier rubric, kernel or grader.
    let outdated: String?
    let requests: [PersonRow]
    let hasRequests: Bool
    let requestCount: String
    let labs: [LabRow]
    let mistakes: [FrequentRow]
    let hasMistakes: Bool
    let checks: [CheckRow]
    let otherChecks: [CheckRow]
    let hasOtherChecks: Bool
    let help: [PersonRow]
    let hasHelp: Bool
    let suspicious: [PersonRow]
    let hasSuspicious: Bool
    let boundary: [PersonRow]
    let hasBoundary: Bool
    let heatMap: HeatMapView?
    let styleNotes: [FrequentRow]
    let hasStyleNotes: Bool
    let slowest: [SlowRow]
    let hasSlowest: Bool
    let students: [StudentRow]
    let similar: String?

    /// Renders the page.
    ///
    /// - Parameters:
    ///   - classResult: The class, nothing withheld.
    ///   - link: Where the page of a student is, relative to this one.
    ///   - supplement: What is shown beside the results.
    ///   - templates: The pages' templates.
    /// - Returns: The page's HTML.
    package static func html(
        _ classResult: ClassResult, link: (Student) -> String, supplement: Supplement = Supplement(),
        templates: PageTemplates
    ) -> String {
        templates.render(ClassPage(classResult, link: link, supplement: supplement), with: "class")
    }

    init(_ classResult: ClassResult, link: (Student) -> String, supplement: Supplement) {
        let statistics = ClassStatistics(classResult)
        let students = classResult.students
        func people(_ notable: [Notable]) -> [PersonRow] { notable.map { PersonRow($0, link: link) } }
        title = classResult.title
        similar = supplement.similar
        facts = Self.facts(classResult, statistics)
        histogram = HistogramView(statistics, grades: supplement.grades)
        chart = AttemptsChart(classResult)
        heatMap = HeatMapView(classResult, statistics, link: link)
        attention = people(
            students.filter(\.needsAttention).map { student in
                Notable(
                    student: student.student, mark: student.markOfPossible,
                    why: student.attention ?? "")
            })
        hasAttention = !attention.isEmpty
        let old = OutdatedVerdicts(classResult)
        outdated = old.sentence
        let asking = students.filter { !$0.openRequests.isEmpty }
        requests = people(
            asking.map { student in
                Notable(
                    student: student.student, mark: student.markOfPossible,
                    why: Set(student.openRequests.map(\.check)).sorted().joined(separator: ", "))
            })
        hasRequests = !requests.isEmpty
        requestCount = Self.requests(asking)
        labs = statistics.labResults.map(LabRow.init)
        mistakes = FrequentRow.costliest(students, link: link)
        hasMistakes = !mistakes.isEmpty
        let byFailures = statistics.tallies.enumerated().sorted {
            ($1.element.failed, $0.offset) < ($0.element.failed, $1.offset)
        }.map { CheckRow($0.element, outdated: old.students[$0.element.check.id] ?? 0) }
        checks = Array(byFailures.prefix(CheckRow.shownAtOnce))
        otherChecks = Array(byFailures.dropFirst(CheckRow.shownAtOnce))
        hasOtherChecks = !otherChecks.isEmpty
        help = people(NeedsHelp(classResult).students)
        hasHelp = !help.isEmpty
        let suspicions = Suspicions(classResult, signs: supplement.signs)
        suspicious =
            people(suspicions.students) + PersonRow.rows(identical: suspicions.identical, link: link)
            + PersonRow.rows(supplement.pairs, link: link)
        hasSuspicious = !suspicious.isEmpty
        boundary = supplement.grades.map { people(AtBoundary(classResult, $0).students) } ?? []
        hasBoundary = !boundary.isEmpty
        styleNotes = FrequentRow.styleNotes(students, link: link)
        hasStyleNotes = !styleNotes.isEmpty
        slowest = SlowRow.slowest(students, link: link)
        hasSlowest = !slowest.isEmpty
        self.students = students.map { StudentRow($0, link: link($0.student)) }
    }

    private static func requests(_ asking: [StudentResult]) -> String {
        let count = asking.reduce(0) { $0 + $1.openRequests.count }
        return count == 1 ? "1 request for another look is open" : "\(count) requests for another look are open"
    }

    static func name(_ student: Student) -> String { student.name.isEmpty ? student.id : student.name }

    private static func facts(_ classResult: ClassResult, _ statistics: ClassStatistics) -> [StudentPage.Fact] {
        let results = classResult.students.compactMap(\.current)
        func list(_ values: some Sequence<String>) -> String { Set(values).sorted().joined(separator: ", ") }
        func fact(_ label: String, _ value: Double?) -> StudentPage.Fact? {
            value.map { StudentPage.Fact(label: label, value: Points.text($0)) }
        }
        let full = statistics.marks.count { $0 >= statistics.maxScore - 0.005 }
        var facts = [
            StudentPage.Fact(label: "students", value: "\(classResult.students.count)"),
            StudentPage.Fact(label: "handed in", value: "\(results.count)"),
            StudentPage.Fact(label: "marked", value: "\(statistics.marks.count)"),
        ]
        if let part = classResult.part { facts.append(StudentPage.Fact(label: "part of the rubric", value: part)) }
        guard !results.isEmpty else { return facts }
        facts += [
            fact("median", statistics.median), fact("mean", statistics.mean),
            fact("points to be had", statistics.maxScore),
        ].compactMap(\.self)
        if let low = ClassStatistics.quantile(statistics.marks, 0.25),
            let high = ClassStatistics.quantile(statistics.marks, 0.75)
        {
            facts.append(
                StudentPage.Fact(label: "middle half", value: "\(Points.text(low)) to \(Points.text(high))"))
        }
        facts += [
            StudentPage.Fact(label: "full marks", value: "\(full)"),
            StudentPage.Fact(label: "kernel", value: list(results.map(\.result.kernel))),
            StudentPage.Fact(label: "grader", value: list(results.map(\.graderVersion))),
        ]
        return facts
    }

    static func share(_ part: Double, of whole: Double) -> String {
        whole > 0 ? Points.text(min(max(part / whole, 0), 1) * 100) : "0"
    }

    static func share(_ part: Int, of whole: Int) -> String { share(Double(part), of: Double(whole)) }
}
