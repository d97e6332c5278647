import Reporting
import Results
import Testing

/// Every format tells the whole story of a failed check. The CSV file and the class's table in the terminal are not here:
/// they have a number for each check and no text.
@Suite struct StoryTests {
    static let failed = CheckResult(
        CheckHeading(
            id: "findpage.noexec", title: "translates a no-execute page", lab: "2-findpage", points: 4,
            why: "Bit 63 of an entry forbids execution.", hints: ["Count the bits.", "Use the mask of the frame."]),
        status: .fail, message: "a wrong physical address", symptom: "wrong", diagnosis: "flags-left-in-address",
        mistake: "Flag bits above the address are left in.", asked: "findpage 0x7f5000", expected: "0x29ae000",
        actual: "0x80000000029ae000", lesson: "what-an-entry-holds",
        styleNotes: ["The prefix is missing.", "The number has no 0x."])

    static let parts = [
        "a wrong physical address", "findpage 0x7f5000", "0x29ae000", "0x80000000029ae000",
        "Flag bits above the address are left in.", "Bit 63 of an entry forbids execution.", "Count the bits.",
        "walkthrough lesson what-an-entry-holds", "The prefix is missing.", "The number has no 0x.",
    ]

    static let result = SubmissionResult(kernel: "6.1", duration: 1, checks: [failed])
    static let student = StudentResult(
        student: Student(id: "1", name: "Ada"),
        attempts: [
            Attempt(number: 1, submitted: nil, hash: "", graderVersion: "1", result: result, sources: [])
        ])
    static let classResult = ClassResult(title: "c", students: [student])

    enum Format: String, CaseIterable {
        case terminal, narrow, autolab, github, summary, gradescope, prairielearn, junit, ktap, page
        case classJUnit, classKTAP, jsonLines

        func text() throws -> String {
            switch self {
            case .terminal: TerminalReport(isColoured: false).text(result)
            case .narrow: TerminalReport(isColoured: false, width: 40).text(result)
            case .autolab: try AutolabReport.text(result)
            case .github: GitHubReport(result, folder: "", token: "t").log
            case .summary: GitHubReport(result, folder: "", token: "t").summary
            case .gradescope: try GradescopeReport.text(result)
            case .prairielearn: try PrairieLearnReport.text(result)
            case .junit: JUnitReport.text(result)
            case .ktap: KTAPReport.text(result)
            case .page:
                StudentPage.html(student, classTitle: "c", disclosure: .released, templates: try PageTemplates())
            case .classJUnit: JUnitReport.text(classResult)
            case .classKTAP: KTAPReport.text(classResult)
            case .jsonLines: try JSONLinesReport.text(classResult)
            }
        }
    }

    @Test(arguments: Format.allCases)
    func `a failed check's whole story is in every format, in its order`(format: Format) throws {
        // A format may break lines; GitHub writes their ends as %0A.
        let text = try format.text().replacing("%0A", with: " ").split { $0.isWhitespace }.joined(separator: " ")
        var rest = text[...]
        // Hints are the rubric's: JSON Lines are about the student.
        for part in Self.parts where format != .jsonLines || part != "Count the bits." {
            let found = try #require(
                rest.firstRange(of: part), "\(format.rawValue) lacks “\(part)”, or has it too early")
            rest = rest[found.upperBound...]
        }
    }

    @Test func `the page about the class tells each mistake's sentence and lesson, and the style notes`() throws {
        let page = ClassPage.html(Self.classResult, link: { $0.id }, templates: try PageTemplates())
        for text in ["Flag bits above the address are left in.", "what-an-entry-holds", "The prefix is missing."] {
            #expect(page.contains(text))
        }
    }

    @Test func `a check that passed tells its style notes and nothing else`() throws {
        var passed = Self.failed
        passed.status = .pass
        #expect(passed.story().map(\.text) == passed.styleNotes)
        let result = SubmissionResult(kernel: "6.1", duration: 1, checks: [passed])
        var student = Self.student
        student.attempts[0].result = result
        let texts = [
            TerminalReport(isColoured: false).text(result), JUnitReport.text(result), try GradescopeReport.text(result),
            StudentPage.html(student, classTitle: "c", disclosure: .released, templates: try PageTemplates()),
        ]
        for text in texts { #expect(text.contains("The prefix is missing.") && !text.contains("a wrong physical")) }
    }

    @Test(arguments: [CheckResult.Status.pass, .fail])
    func `a mark by hand is told with its reason, whatever was measured`(status: CheckResult.Status) throws {
        var student = Self.student
        student.attempts[0].result.checks[0].status = status
        student.handMarks = [HandMark(check: "findpage.noexec", points: 1.5, why: "copied", given: 0)]
        let result = try #require(student.marked)
        for text in [TerminalReport(isColoured: false).text(result), try GradescopeReport.text(result)] {
            #expect(text.contains("by hand: copied"))
        }
    }

    @Test func `the terminal says a style note once, however many checks have it`() {
        let result = SubmissionResult(kernel: "6.1", duration: 1, checks: [Self.failed, Self.failed])
        let text = TerminalReport(isColoured: false).text(result)
        #expect(text.ranges(of: "The prefix is missing.").count == 1)
    }

    @Test func `a check that was not judged explains itself and gives no advice`() {
        var check = Self.failed
        check.status = .error
        #expect(Set(check.story().map(\.label)) == [.message, .asked, .expected, .got, .style])
    }

    @Test func `a story has the wanted number of hints`() {
        #expect(Self.failed.story(hints: 0).allSatisfy { $0.label != .hint })
        #expect(Self.failed.story(hints: 9).filter { $0.label == .hint }.map(\.text) == Self.failed.hints)
    }

    @Test func `a result of an early gradebook, without the mistake's sentence, tells the mistake's id`() {
        var check = Self.failed
        check.mistake = nil
        #expect(check.story().contains { $0.label == .mistake && $0.text == "flags-left-in-address" })
    }
}
