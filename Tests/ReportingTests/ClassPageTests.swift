import Foundation
import Reporting
import Results
import Testbed
import Testing

/// The page about the class answers what an instructor asks.
@Suite struct ClassPageTests {
    /// A student with one check a status, of two points each.
    static func student(
        _ id: String, _ statuses: [CheckResult.Status], attempts earlier: [[CheckResult.Status]] = [],
        submitted: Double = 1_763_000_000, edit: (inout SubmissionResult) -> Void = { _ in }
    ) -> StudentResult {
        let all = earlier + [statuses]
        let attempts = all.enumerated().map { index, statuses in
            var result = SubmissionResult(
                kernel: "6.1", duration: 1,
                checks: statuses.enumerated().map { number, status in
                    CheckResult(
                        CheckHeading(id: "lab.\(number)", title: "check \(number)", lab: "1-lab", points: 2),
                        status: status, message: status == .pass ? "" : "wrong \(number)")
                })
            if index == all.count - 1 { edit(&result) }
            return Attempt(
                number: index + 1, submitted: submitted - Double(all.count - 1 - index) * 86400, hash: "h\(id)\(index)",
                graderVersion: "1", result: result, sources: [SourceFile(path: "mtest.c", text: "int of_\(id);")])
        }
        return StudentResult(student: Student(id: id, name: "Name \(id)"), attempts: attempts)
    }

    static func page(_ students: [StudentResult], _ supplement: ClassPage.Supplement = .init()) throws -> String {
        ClassPage.html(
            ClassResult(title: "c", students: students), link: { "\($0.id).html" }, supplement: supplement,
            templates: try PageTemplates())
    }

    /// The rows of a section, as words.
    static func rows(_ page: String, _ id: String) throws -> [String] {
        let start = try #require(page.firstRange(of: "id=\"\(id)\""), "no section \(id)")
        let rest = page[start.upperBound...]
        let end = rest.firstRange(of: "</section>")?.lowerBound ?? rest.endIndex
        return rest[..<end].split(separator: "<tr>").dropFirst(2).map { row in
            row.replacing(/<[^>]*>/, with: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    @Test func `who needs help: no points, fallen, nothing handed in, nothing new for a week`() throws {
        let newest = 1_764_000_000.0
        let page = try Self.page([
            Self.student("well", [.pass, .pass], submitted: newest),
            Self.student("zero", [.fail, .fail], submitted: newest),
            Self.student("fell", [.pass, .fail], attempts: [[.pass, .pass]], submitted: newest),
            Self.student("gone", [.fail, .fail, .fail, .pass], submitted: newest - 8 * 86400),
            StudentResult(student: Student(id: "none", name: "")),
            StudentResult(student: Student(id: "out", name: ""), problem: "nothing was handed in"),
            StudentResult(student: Student(id: "torn", name: ""), problem: "the archive is damaged"),
            Self.student("ungraded", [.error, .fail], submitted: newest),
        ])
        #expect(
            try Self.rows(page, "help") == [
                "Name zero 0 / 4 no points", "Name fell 2 / 4 fell from 4 in attempt 1 to 2",
                "Name gone 2 / 8 nothing new for 8 days before the class&#39;s last submission",
                "none – nothing handed in", "out – nothing handed in", "torn – nothing that could be graded",
            ])
    }

    @Test func `what looks suspicious: powered off, init killed, a verdict printed, the same sources`() throws {
        var twin = Self.student("twin", [.pass])
        twin.attempts[0].sources[0].text = "int  of_a;\r\n"
        let page = try Self.page([
            Self.student("a", [.pass]), twin,
            Self.student("off", [.fail]) { $0.checks[0].message = "the machine switched itself off while loading" },
            Self.student("init", [.fail]) { $0.kernelLog = "Kernel panic - not syncing: Attempted to kill init!" },
            Self.student("prints", [.pass]) { $0.kernelLog = "[1.0] ok 1 - x\n[1.1] {\"status\": \"pass\"}" },
            Self.student("forged", [.fail]) {
                ($0.checks[0].diagnosis, $0.checks[0].mistake) = ("replies-forged", "Something writes to the line.")
            },
            Self.student("plain", [.fail]) { $0.kernelLog = "[1.0] [mtest] Got command: listvma" },
        ])
        #expect(
            try Self.rows(page, "suspicious") == [
                "Name off 0 / 2 the machine was powered off (lab.0)", "Name init 0 / 2 init was killed",
                "Name prints 2 / 2 it printed what looks like a verdict: “&quot;status&quot;” is in the kernel log",
                "Name forged 0 / 2 Something writes to the line. (lab.0)",
                "Name a Name twin the same sources, but for blanks",
            ])
        #expect(try !Self.page([Self.student("a", [.pass])]).contains("id=\"suspicious\""))
    }

    @Test func `near-identical pairs are named with the share, both students, and a link to both sources`() throws {
        let (one, other) = (Self.student("1", [.pass]), Self.student("2", [.pass]))
        func pair(_ share: Double, _ page: String) -> SimilarPair {
            SimilarPair(
                first: .init(name: "Name 1", student: one.student, share: share),
                second: .init(name: "2024: <i>", student: nil, share: share / 2), length: 90, page: page)
        }
        let page = try Self.page(
            [one, other], .init(similar: "similar/index.html", pairs: [pair(0.93, "p1.html"), pair(0.6, "p2.html")]))
        #expect(
            try Self.rows(page, "suspicious") == ["Name 1 2024: &lt;i&gt; 93 % of the code is the same side by side"])
        #expect(page.contains("href=\"p1.html\"") && !page.contains("p2.html"))
    }

    @Test func `who stands at the boundary of a grade, below it first`() throws {
        // Of 200 points: a step is one point.
        func student(_ id: String, _ points: Double) -> StudentResult {
            var student = Self.student(id, [.fail])
            student.attempts[0].result.checks[0].maxScore = 200
            student.attempts[0].result.checks[0].score = points
            return student
        }
        let grades = try GradeScale("B=150, A=90%")
        let page = try Self.page(
            [student("over", 181.5), student("far", 170), student("under", 179), student("at", 150)],
            .init(grades: grades))
        #expect(
            try Self.rows(page, "boundary") == [
                "Name under 179 / 200 1 below A", "Name at 150 / 200 exactly at B", "Name over 181.5 / 200 1.5 above A",
            ])
        for text in ["A", "A=", "=3", "A=x", "A=101%", "A=-1", "A=90%,,", "A=nan"] {
            #expect(throws: FeedbackFlaw.self, "\(text)") { try GradeScale(text) }
        }
    }

    @Test func `what was taught badly: mistakes by the points that they cost with those that wait, checks by failures`()
        throws
    {
        func failing(_ id: String, _ mistake: String, waiting: Int) -> StudentResult {
            Self.student(id, [.fail] + Array(repeating: .blocked, count: waiting) + [.pass]) { result in
                result.checks[0].diagnosis = mistake
                result.checks[0].mistake = "Sentence of \(mistake)."
                result.checks[0].lesson = "lesson-\(mistake)"
                for index in 1...waiting { result.checks[index].waitsFor = "lab.0" }
            }
        }
        let page = try Self.page([
            failing("a", "frequent", waiting: 1), failing("b", "frequent", waiting: 1),
            failing("c", "dear", waiting: 5),
        ])
        let rows = try Self.rows(page, "taught")
        #expect(rows[0].hasPrefix("Sentence of dear. dear walkthrough lesson lesson-dear 12 1 Name c"))
        #expect(
            rows[1].hasPrefix("Sentence of frequent. frequent walkthrough lesson lesson-frequent 8 2 Name a Name b"))
        #expect(
            try #require(page.firstRange(of: "<code>lab.0</code>")).lowerBound
                < page.firstRange(of: "<code>lab.1</code>")!.lowerBound)
    }

    @Test func `a mark that is not known yet is in no median`() throws {
        let page = try Self.page([
            Self.student("a", [.pass, .pass]), Self.student("b", [.error, .fail]), Self.student("c", [.pass, .pass]),
        ])
        #expect(page.contains("<dt>median</dt><dd><bdi>4</bdi>") && page.contains("<dt>marked</dt><dd><bdi>2</bdi>"))
    }

    @Test func `submissions over time are bars with a summary in words, and what later attempts brought`() throws {
        let page = try Self.page([
            Self.student("a", [.pass, .pass], attempts: [[.fail, .pass], [.fail, .fail]]),
            Self.student("b", [.pass, .pass]),
        ])
        #expect(page.contains("2025-11-11: 1; 2025-11-12: 1; 2025-11-13: 2"))
        #expect(page.contains("attempt 1: 2 students, median 3 measured<br>attempt 2: 1 student, median 0 measured"))
    }

    @Test func `of a large class the map shows groups, and the page stays small`() throws {
        let students = (0..<500).map { Self.student("\($0)", [$0 % 2 == 0 ? .pass : .fail, .pass]) }
        let page = try Self.page(students)
        #expect(page.contains("Each row is a group") && page.contains("lab.0: passed by 25 of 25"))
        #expect(page.utf8.count < 400_000)
    }

    @Test func `days of the submissions are those of the class's place, also when clocks change`() throws {
        // 24 October 2026, 23:30 in Berlin; a day of 25 hours later, 23:30; and half an hour after midnight.
        let evening = 1_792_877_400.0
        let students = [evening, evening + 90_000, evening + 93_600].enumerated().map {
            Self.student("\($0.offset)", [.pass], submitted: $0.element)
        }
        let page = ClassPage.html(
            ClassResult(title: "c", students: students, timeZone: "Europe/Berlin"), link: { $0.id },
            templates: try PageTemplates())
        #expect(page.contains("2026-10-24: 1; 2026-10-25: 1; 2026-10-26: 1"))
        #expect(page.contains("Days of Europe/Berlin") && !page.contains("UTC"))
    }

    @Test func `an attempt that was never graded is in no median of attempts`() throws {
        let page = try Self.page([Self.student("a", [.pass], attempts: [[.error]])])
        #expect(page.contains("attempt 1: 1 student, none was graded<br>attempt 2: 1 student, median 2 measured"))
    }

    @Test func `verdicts of an earlier rubric are told: how many students, which checks, and at each of them`() throws {
        var (one, other) = (Self.student("1", [.pass, .fail]), Self.student("2", [.pass, .pass]))
        one.attempts[0].outdated = ["lab.1"]
        other.attempts[0].outdated = ["lab.1"]
        let page = try Self.page([one, other, Self.student("3", [.pass, .pass])])
        #expect(page.contains("2 students have verdicts of an earlier rubric, kernel or grader in lab.1"))
        #expect(page.ranges(of: "earlier version: 2").count == 1)
        #expect(page.ranges(of: "1 verdict of an earlier version").count == 2)
        #expect(try !Self.page([Self.student("3", [.pass, .pass])]).contains("earlier"))
    }

    @Test func `open requests are counted, with who asks and for which checks`() throws {
        var (one, other) = (Self.student("1", [.fail, .fail]), Self.student("2", [.fail, .pass]))
        one.requests = ["lab.0", "lab.1"].map { RegradeRequest(id: 1, check: $0, text: "<x>") }
        other.requests = [RegradeRequest(id: 2, check: "lab.0", text: "", answer: .init(kind: .said, text: "no"))]
        let page = try Self.page([one, other])
        #expect(page.contains("2 requests for another look are open"))
        #expect(page.contains("Name 1</bdi></a>: <bdi>lab.0, lab.1</bdi>") && !page.contains("Name 2</bdi></a>: "))
        #expect(page.contains("asks for 2 other looks") && !page.contains("<x>"))
        let table = ClassTable(isColoured: false).text(ClassResult(title: "c", students: [one, other]))
        #expect(table.contains("R asks for another look"))
    }
}
