import Reporting
import Results
import Testing

@Suite struct TerminalReportTests {
    private func report(_ actual: String, expected: String = "x") -> String {
        let check = CheckResult(
            CheckHeading(
                id: "a.b", title: "does it", lab: "0-proc", points: 2, why: "because", hints: ["first", "second"]),
            status: .fail, message: "it does not", expected: expected, actual: actual)
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

    @Test func `an answer of several lines is shown line by line, each of them whole`() {
        let line = String(repeating: "word ", count: 40) + "END"
        let lines = report("first\n\(line)\nlast").split(separator: "\n")
        #expect(lines.contains { $0.hasSuffix("got       first") })
        #expect(lines.contains { $0.hasSuffix("END") })
        #expect(lines.contains("                 last"))
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `what waits for one check is one line a lab, wherever its checks stand`() {
        let checks = (0..<6).map { number in
            CheckResult(
                CheckHeading(id: "a.\(number)", title: "t\(number)", lab: number < 4 ? "0-a" : "1-b", points: 1),
                status: number == 1 ? .pass : .blocked, message: "waits for a.works: it works")
        }
        let waiting = text(checks).filter { $0.hasPrefix("wait") }
        #expect(waiting.map { $0.split(separator: " ")[1] } == ["3", "2"])
        #expect(waiting.allSatisfy { $0.contains("checks: waits for a.works: it works") })
    }

    @Test func `labs of which nothing was tried stand together without empty lines`() {
        let checks = ["0-a", "1-b", "2-c"].map { lab in
            CheckResult(
                CheckHeading(id: "x.\(lab)", title: "t", lab: lab, points: 1),
                status: lab == "0-a" ? .fail : .blocked, message: "waits for x.0-a: t")
        }
        let result = SubmissionResult(kernel: "6.1", duration: 1, checks: checks, remarks: [])
        let text = TerminalReport(isColoured: false).text(result)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.firstIndex(of: "1-b").map { lines[$0 - 1] }
        let second = lines.firstIndex(of: "2-c").map { lines[$0 - 1] }
        #expect(first == "" && second != "")
    }

    @Test func `a student's text cannot steer the terminal`() {
        let text = report("\u{1b}[2J\u{07}", expected: "\u{202e}x\u{2066}\u{85}")
        for steering in ["\u{1b}", "\u{07}", "\u{202e}", "\u{2066}", "\u{85}"] { #expect(!text.contains(steering)) }
    }

    private func text(_ checks: [CheckResult] = [], _ remarks: [Remark] = []) -> [String] {
        let result = SubmissionResult(kernel: "6.1", duration: 1, checks: checks, remarks: remarks)
        return TerminalReport(isColoured: false).text(result).split(separator: "\n").map(String.init)
    }

    @Test func `a remark of the compiler comes with its line, and the place is marked`() throws {
        let lines = text(
            [],
            [
                Remark(
                    severity: "error", file: "mtest.c", line: 3, column: 6, message: "'x' undeclared",
                    sourceLine: "\tint ä = x;")
            ])
        #expect(lines.contains("error   mtest.c:3:6: 'x' undeclared"))
        let source = try #require(lines.firstIndex { $0.contains("int ä = x;") })
        let place = try #require(lines[source].firstIndex(of: "ä"))
        #expect(lines[source + 1].prefix { $0 != "^" }.count == lines[source].prefix(upTo: place).count)
    }

    @Test func `the mark stands below the place behind letters that take two columns`() {
        let remark = Remark(severity: "error", file: "a.c", line: 1, column: 9, message: "m", sourceLine: "/*界*/ x")
        #expect(text([], [remark]).contains("      | " + String(repeating: " ", count: 7) + "^"))
    }

    @Test func `a place far to the right is in sight`() {
        let line = String(repeating: "long ", count: 60) + "WRONG" + String(repeating: " long", count: 60)
        let lines = text(
            [], [Remark(severity: "warning", file: "a.c", line: 1, column: 301, message: "m", sourceLine: line)])
        #expect(lines.contains { $0.contains("WRONG") })
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `of many remarks the first are shown, and how many there are besides`() {
        let remarks = (1...20).map { (line: Int) in
            Remark(severity: "warning", file: "a.c", line: line, message: "m\(line)")
        }
        #expect(text([], remarks).contains { $0.contains("12 more") })
    }

    @Test func `checks that were not tried for the same reason are one line a lab`() {
        let checks = (0..<6).map { number in
            CheckResult(
                CheckHeading(
                    id: "a.\(number)", title: "does \(number)", lab: number < 4 ? "0-proc" : "1-listvma", points: 2),
                status: .skipped, message: number == 1 ? "another reason" : "not tried")
        }
        let heads = text(checks).filter { $0.hasPrefix("skip") }.map { $0.split(separator: " ").joined(separator: " ") }
        #expect(heads == ["skip 3 checks: not tried 0/6", "skip does 1 0/2", "skip 2 checks: not tried 0/4"])
    }

    @Test func `the first hint is shown, the second is not`() {
        #expect(report("y").contains("first") && !report("y").contains("second"))
    }
}
