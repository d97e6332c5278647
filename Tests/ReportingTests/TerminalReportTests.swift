import Reporting
import Results
import Testing

@Suite struct TerminalReportTests {
    private func report(_ actual: String, expected: String = "x") -> String {
        let check = CheckResult(
            id: "a.b", title: "does it", lab: "0-proc", status: .fail, points: 2, message: "it does not",
            expected: expected, actual: actual, why: "because", hints: ["first", "second"])
        let result = SubmissionResult(kernel: "6.1", duration: 1, checks: [check], remarks: [])
        return TerminalReport(isColoured: false).text(result)
    }

    @Test func `no line is wider than 80 columns`() {
        let text = report(String(repeating: "long ", count: 100), expected: String(repeating: "longer ", count: 100))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `the first difference is always shown`() {
        let same = String(repeating: "s", count: 200)
        let text = report(same + "WRONG", expected: same + "RIGHT")
        #expect(text.contains("WRONG") && text.contains("RIGHT"))
    }

    @Test func `a student's text cannot steer the terminal`() {
        #expect(!report("\u{1b}[2J\u{07}").contains("\u{1b}"))
    }

    @Test func `the first hint is shown, the second is not`() {
        #expect(report("y").contains("first") && !report("y").contains("second"))
    }
}
