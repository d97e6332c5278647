import Foundation
import Reporting
import Results
import Testbed
import Testing

/// The terminal's screens, compared letter by letter with Golden/*.txt.
///
/// After a wanted change of a screen write them anew and read the difference:
///
///     MTEST_RECORD=1 swift test --filter GoldenTests && git diff Tests/ReportingTests/Golden
///
/// A recording run fails nothing and proves nothing.
@Suite struct GoldenTests {
    /// A screen: what is shown, and on what.
    struct Screen: CustomTestStringConvertible {
        var name: String
        var width = 80
        var isColoured = false
        var testDescription: String { name }
    }

    static let reports = ["full-marks", "one-failure", "many-failures", "not-judged", "not-built", "passed-with-notes"]
    static let screens =
        reports.flatMap { [Screen(name: "\($0)-80"), Screen(name: "\($0)-60", width: 60)] }
        + [Screen(name: "one-failure-coloured", isColoured: true)]

    static func result(_ name: String) throws -> SubmissionResult {
        switch name {
        case "full-marks": return try SampleClass.result("solution")
        case "many-failures": return try SampleClass.result("panic-in-writeval")
        case "not-judged": return try SampleClass.result("move-the-page")
        case "not-built": return try SampleClass.result("broken")
        case "passed-with-notes":
            var result = try SampleClass.result("solution")
            for index in result.checks.indices where result.checks[index].lab == "1-listvma" {
                result.checks[index].styleNotes = ["End the line after the three permission letters."]
            }
            return result
        default: return StoryTests.result
        }
    }

    @Test(arguments: screens) func `the report of grader check looks as recorded`(screen: Screen) throws {
        let name = Self.reports.first { screen.name.hasPrefix($0) } ?? ""
        let report = TerminalReport(isColoured: screen.isColoured, width: screen.width)
        let text = report.text(try Self.result(name))
        try Self.compare(text, screen.name)
        if !screen.isColoured {
            for line in text.split(separator: "\n") { #expect(line.count <= screen.width, "\(line)") }
        }
    }

    static let shortReports = [
        "skeleton": "skeleton", "one-mistake": "pte-high-flags", "crash": "null-dereference", "compile-error": "broken",
        "all-passed": "solution", "task-open": "stage2", "lock-missing": "lock-missing-findpage",
        "refused": "newline-refused", "warning": "warns", "hang": "loop-in-command", "many-checks": "address-32-bit",
        "not-judged": "not-judged",
    ]

    @Test(
        arguments: shortReports.keys.sorted().flatMap { name in
            [Screen(name: "short-\(name)-80"), Screen(name: "short-\(name)-60", width: 60)]
        } + [Screen(name: "short-crash-coloured", isColoured: true)])
    func `what grader check shows at first looks as recorded`(screen: Screen) throws {
        let name = screen.name.dropFirst("short-".count).split(separator: "-").dropLast().joined(separator: "-")
        let run = try #require(Self.shortReports[name])
        let report = ShortReport(isColoured: screen.isColoured, width: screen.width, folder: "mtest")
        let result = run == "not-judged" ? try SampleClass.result("move-the-page") : try RecordedRun.result(run)
        try Self.compare(report.text(result), screen.name)
    }

    @Test(arguments: [
        Screen(name: "class-80"), Screen(name: "class-60", width: 60), Screen(name: "class-coloured", isColoured: true),
    ])
    func `the table of grader report looks as recorded`(screen: Screen) throws {
        let table = ClassTable(isColoured: screen.isColoured, width: screen.width)
        try Self.compare(table.text(try SampleClass.sample()), screen.name)
    }

    @Test(arguments: [
        Screen(name: "requests-80"), Screen(name: "requests-50", width: 50), Screen(name: "requests-all-80"),
        Screen(name: "requests-none"),
    ])
    func `the list of requests looks as recorded`(screen: Screen) throws {
        var classResult = try SampleClass.sample()
        let late = try #require(classResult.students.firstIndex { $0.student.id == "1002" })
        classResult.students[late].requests = [
            RegradeRequest(
                id: 1, check: "findpage.noexec", text: "The mask is right,\nI tested it \u{1b}[2J",
                asked: 1_763_500_000,
                attempt: 2),
            RegradeRequest(
                id: 2, check: "proc.builds", text: "x", attempt: 1,
                answer: .init(kind: .said, text: "It has passed.", author: "prof")),
        ]
        classResult.students[0].requests = [RegradeRequest(id: 3, check: "findpage.noexec", text: "why?")]
        if screen.name.hasSuffix("none") {
            for index in classResult.students.indices { classResult.students[index].requests = [] }
        }
        let text = RequestTable(classResult).text(
            showsAll: screen.name.contains("all"), isColoured: false, width: screen.width, results: "results")
        try Self.compare(text, screen.name)
        #expect(!text.contains("\u{1b}"))
    }

    static func compare(_ text: String, _ name: String) throws {
        let path = "\(projectRoot)/Tests/ReportingTests/Golden/\(name).txt"
        if ProcessInfo.processInfo.environment["MTEST_RECORD"] == "1" {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return
        }
        let recorded = try String(contentsOfFile: path, encoding: .utf8)
        let lines = zip(text.split(separator: "\n"), recorded.split(separator: "\n"))
        let first = lines.first { $0 != $1 }.map { "is:  \($0)\nwas: \($1)" } ?? "one is longer"
        #expect(text == recorded, "\(name) has changed; the first line that differs:\n\(first)")
    }
}
