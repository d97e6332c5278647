import Foundation
import Reporting
import Results
import Testing

/// Hidden checks: the points count, the details stay away from the student until they are released.
@Suite struct DisclosureTests {
    static let withheld = Disclosure.withheld(until: "2026-12-01 12:00 UTC")

    /// A student who fails the hidden checks, with a secret in everything that could tell of them.
    static func student() throws -> StudentResult {
        var student = StudentResult(
            student: Student(id: "1", name: "N"),
            attempts: [try SampleClass.attempt(1, "current-process"), try SampleClass.attempt(2, "current-process")])
        SampleClass.hide(&student)
        for attempt in student.attempts.indices {
            student.attempts[attempt].result.kernelLog = "SECRET"
            for check in student.attempts[attempt].result.checks.indices
            where student.attempts[attempt].result.checks[check].isHidden {
                student.attempts[attempt].result.checks[check].title = "SECRET"
                student.attempts[attempt].result.checks[check].message = "SECRET"
                student.attempts[attempt].result.checks[check].status = .fail
                student.attempts[attempt].result.checks[check].actual = "SECRET"
                student.attempts[attempt].result.checks[check].diagnosis = "SECRET"
                student.attempts[attempt].result.checks[check].mistake = "SECRET"
                student.attempts[attempt].result.checks[check].asked = "SECRET"
                student.attempts[attempt].result.checks[check].lesson = "SECRET"
                student.attempts[attempt].result.checks[check].styleNotes = ["SECRET"]
                student.attempts[attempt].result.checks[check].why = "SECRET"
                student.attempts[attempt].result.checks[check].hints = ["SECRET", "SECRET"]
            }
        }
        student.handMarks = [HandMark(check: "findpage.none", points: 1.5, why: "SECRET", given: 0)]
        return student
    }

    @Test func `no report for students says anything about a hidden check before its date`() throws {
        let student = try Self.student()
        let shown = Self.withheld.apply(to: student)
        let result = try #require(shown.marked)
        let github = GitHubReport(result, folder: "", token: "t")
        let reports = [
            try GradescopeReport.text(result), try PrairieLearnReport.text(result), JUnitReport.text(result),
            KTAPReport.text(result), try AutolabReport.text(result), github.log, github.summary,
            StudentPage.html(student, classTitle: "c", disclosure: Self.withheld, templates: try PageTemplates()),
        ]
        for report in reports {
            #expect(!report.contains("SECRET"))
            #expect(!report.contains("findpage.none") && !report.contains("writeval.crosses"))
        }
        #expect(reports[7].contains("one hidden check") && reports[7].contains("2026-12-01 12:00 UTC"))
    }

    @Test func `the points of hidden checks count, marks by hand included`() throws {
        let student = try Self.student()
        let shown = Self.withheld.apply(to: student)
        #expect(shown.score == student.score)
        #expect(shown.maxScore == student.maxScore)
        #expect(shown.current?.result.checks.first { $0.isHidden }?.score == 1.5)
    }

    @Test func `a check that waits for a hidden one does not say for which`() throws {
        var result = try #require(try Self.student().current?.result)
        let hidden = try #require(result.checks.first { $0.isHidden })
        let index = try #require(result.checks.firstIndex { !$0.isHidden })
        for (status, text) in [(CheckResult.Status.blocked, "waits for"), (.error, "not judged:")] {
            result.checks[index].status = status
            result.checks[index].message = "\(text) \(hidden.id): \(hidden.title)"
            result.checks[index].waitsFor = hidden.id
            let shown = Self.withheld.apply(to: result).checks
            #expect(!shown.contains { $0.message.contains(hidden.id) || $0.message.contains(hidden.title) })
            #expect(!shown.contains { $0.waitsFor == hidden.id })
            #expect(Disclosure.released.apply(to: result).checks[index].message.contains(hidden.id))
        }
    }

    @Test func `released, everything is shown`() throws {
        let page = StudentPage.html(
            try Self.student(), classTitle: "c", disclosure: .released, templates: try PageTemplates())
        #expect(page.contains("SECRET") && page.contains("findpage.none"))
    }

    @Test func `a student's page says nothing about other students`() throws {
        let classResult = try SampleClass.sample()
        let site = try Site(classResult, disclosure: Self.withheld) { String($0.reversed()) }
        var pages: [String: String] = [:]
        try site.forEachPage { pages[$0.path] = $0.text }
        #expect(pages.count == classResult.students.count + 1)
        for student in classResult.students {
            let own = try #require(pages.first { $0.key.contains(String(student.student.id.reversed())) })
            for other in classResult.students where other.student.id != student.student.id {
                #expect(
                    !own.value.contains(other.student.name) && !own.value.contains("\(other.student.id.reversed())"))
            }
        }
    }

    @Test(arguments: ["../../etc/passwd", "/root", "..", "", "a/b\\c", "NUL", "\u{202e}x", ".hidden", "-rf"])
    func `a page's name is letters, digits and dashes, whatever the student is called`(name: String) {
        let file = Site.fileName(Student(id: "../\(name)", name: name)) { _ in "0123abcd" }
        #expect(file.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        #expect(file.hasSuffix("-0123abcd"))
    }
}
