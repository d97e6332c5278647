import Foundation
import Reporting
import Results
import Testing

/// One mark, whoever shows it.
struct OneMarkTests {
    private static func check(_ id: String, _ score: Double, of most: Double, isByHand: Bool = false) -> CheckResult {
        var check = CheckResult(
            CheckHeading(id: id, title: id, lab: "1-lab", points: most, isByHand: isByHand),
            status: isByHand ? .skipped : .fail)
        check.score = score
        return check
    }

    /// 0.1 and its like are no numbers in binary: the plain sum of these is 40.650000000000006.
    private static func student(
        _ id: String = "1", more: [CheckResult] = [], marks: [HandMark] = [], penalty: Double = 0,
        rounding: Rounding? = nil
    ) -> StudentResult {
        let checks = [
            check("a", 40.35, of: 50), check("b", 0.1, of: 1), check("c", 0.1, of: 1), check("d", 0.1, of: 1),
        ]
        let result = SubmissionResult(kernel: "6.1", duration: 1, checks: checks + more)
        let late = penalty > 0 ? LatePenalty(days: 1, points: penalty, why: "late") : nil
        return StudentResult(
            student: Student(id: id, name: "N\(id)", aliases: ["canvas": id]),
            attempts: [
                Attempt(
                    number: 1, submitted: 0, hash: "", graderVersion: "1", result: result, sources: [], penalty: late)
            ], handMarks: marks, rounding: rounding)
    }

    private static let marked = [HandMark(check: "b", points: 0.35, why: "ok", given: 0, attempt: 1)]

    @Test(
        arguments: [
            (student(), "40.65"), (student(marks: marked), "40.9"), (student(marks: marked, penalty: 4.09), "36.81"),
            (student(marks: marked, penalty: 4.09, rounding: Rounding(step: 50)), "37"), (student(penalty: 99), "0"),
            (student(penalty: 40.64), "0.01"),
        ] as [(StudentResult, String)])
    func `tables, pages, formats and platforms say it`(student: StudentResult, mark: String) throws {
        let whole = ClassResult(title: "c", students: [student])
        #expect(ClassTable(isColoured: false).text(whole).contains(" \(mark)/53"))
        #expect(CSVReport.text(whole).contains("\"1\",\"N1\",\(mark),0,53,"))
        #expect(try JSONLinesReport.text(whole).contains("\"score\":\(mark),"))
        let shown = try #require(student.marked)
        #expect(Points.text(shown.score) == mark && "\(shown.score)" == "\(student.score)")
        #expect(TerminalReport(isColoured: false).text(shown).contains("\(mark) of 53 points"))
        #expect(try GradescopeReport.text(shown).contains("\(mark) of 53 points"))
        let page = StudentPage.html(
            student, classTitle: "c", disclosure: .released, templates: try PageTemplates())
        #expect(page.contains("aria-label=\"\(mark) of 53 points\""))
        let canvas = "Student,ID,SIS User ID,SIS Login ID,Section,mtest (9)\n    Points Possible,,,,,53\nN1,1,,,,\n"
        let filled = try CanvasGradebook(Array(canvas.utf8), assignment: nil).filled(with: whole, scale: .points)
        #expect(String(decoding: filled.bytes, as: UTF8.self).contains("N1,1,,,,\(mark)\n"))
    }

    @Test func `what is not graded yet is no 0, and not in the median`() throws {
        var open = Self.student("2", more: [Self.check("style", 0, of: 10, isByHand: true)])
        #expect(open.mark == nil && open.unmeasured == 10)
        var ungraded = Self.student("3")
        for index in ungraded.attempts[0].result.checks.indices {
            ungraded.attempts[0].result.checks[index].status = .error
            ungraded.attempts[0].result.checks[index].score = 0
        }
        let nobody = StudentResult(student: Student(id: "4", name: "N4"), problem: "nothing was handed in")
        let whole = ClassResult(title: "c", students: [Self.student(), open, ungraded, nobody])
        let table = ClassTable(isColoured: false).text(whole)
        #expect(table.contains("1 marked, 2 without a mark yet, median 40.65, mean 40.65 of 63"))
        #expect(table.contains("W to be marked by hand"))
        #expect(CSVReport.text(whole).contains("\"3\",\"N3\",,53,53,"))
        #expect(try JSONLinesReport.text(whole).contains("\"is_final\":false"))
        open.handMarks = [HandMark(check: "style", points: 0, why: "", given: 0, attempt: 1)]
        #expect(open.mark == 40.65)
    }

    @Test func `times are those of the place`() throws {
        var student = Self.student()
        student.timeZone = "Europe/Berlin"
        student.attempts[0].submitted = 1_792_954_800
        #expect(CSVReport.text(ClassResult(title: "c", students: [student])).contains("2026-10-25 20:00 +01:00"))
        let page = StudentPage.html(
            student, classTitle: "c", disclosure: .released, templates: try PageTemplates())
        #expect(page.contains("2026-10-25 20:00 +01:00"))
    }

    @Test func `a mark by hand that belongs to another attempt is told`() throws {
        var student = Self.student(marks: Self.marked)
        var next = student.attempts[0]
        next.number = 2
        next.handMarks = []
        student.attempts.append(next)
        let table = ClassTable(isColoured: false, width: 200).text(ClassResult(title: "c", students: [student]))
        #expect(table.contains("a mark by hand for b belongs to attempt 1, and does not count for attempt 2"))
    }
}
