import Reporting
import Results
import Testing

/// What the strict kernel has seen, in reports.
@Suite struct StrictRemarkTests {
    private static let heading = "what your module does wrong without anybody noticing (no points)"

    private func result(_ count: Int = 1) throws -> SubmissionResult {
        var result = try RecordedRun.result("solution")
        result.remarks += (1...count).map { line in
            Remark(
                severity: "strict", file: "mtest.c", line: line,
                message: "One byte too many.\u{1b}[2J The strict kernel says: BUG: KASAN [memory-overrun]",
                sourceLine: "x;")
        }
        return result
    }

    @Test func `a short report shows it above the summary, with its line, and marks are as they were`() throws {
        let text = ShortReport(isColoured: false, width: 80).text(try result())
        #expect(text.contains("\n\(Self.heading)\nstrict  mtest.c:1: One byte too many."))
        #expect(text.contains("    1 | x;"))
        let plain = ShortReport(isColoured: false, width: 80).text(try RecordedRun.result("solution"))
        #expect(text.split(separator: "\n").last == plain.split(separator: "\n").last)
    }

    @Test func `where a course gives points for it, they are a check's, and nothing says that there are none`() throws {
        var result = try result()
        result.checks.append(
            CheckResult(
                StrictCheck.heading(points: 6), status: .fail, message: "the strict kernel reports memory-overrun",
                diagnosis: "memory-overrun", mistake: "One byte too many."))
        let text = ShortReport(isColoured: false, width: 80).text(result)
        #expect(!text.contains("(no points)"))
        #expect(text.contains("0/6"))
        #expect(text.contains("grader check --strict"))
        #expect(!text.contains("--check \(StrictCheck.id)"))
    }

    @Test func `a whole report shows all of it, and not as the compiler's`() throws {
        let text = TerminalReport(isColoured: false).text(try result(9))
        #expect(text.contains(Self.heading))
        #expect(!text.contains("\ncompiler\n"))
        #expect(text.contains("mtest.c:9:"))
    }

    @Test func `a short report says how many more there are`() throws {
        let text = ShortReport(isColoured: false, width: 80).text(try result(9))
        #expect(!text.contains("mtest.c:9:"))
        #expect(text.contains("5 more"))
    }

    @Test func `nothing in it steers a terminal`() throws {
        #expect(!ShortReport(isColoured: false, width: 60).text(try result()).contains("\u{1b}"))
    }

    @Test func `without it there is no word of it`() throws {
        let text = ShortReport(isColoured: false, width: 80).text(try RecordedRun.result("solution"))
        #expect(!text.contains("strict") && !text.contains(Self.heading))
    }
}
