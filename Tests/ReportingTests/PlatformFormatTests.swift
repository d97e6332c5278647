import Foundation
import Reporting
import Results
import Testbed
import Testing

/// Each format is read by a program that its users have, or checked against the schema that its documents describe.
@Suite(.serialized) struct PlatformFormatTests {
    static let names = ["solution", "pte-high-flags", "broken", "move-the-page"]

    static func hostile() throws -> SubmissionResult {
        var all = try SampleClass.result("broken")
        all.checks = try SampleClass.attacks.flatMap { try SampleClass.hostile($0).attempts[1].result.checks.prefix(4) }
        all.remarks = try SampleClass.attacks.flatMap { try SampleClass.hostile($0).attempts[1].result.remarks }
        all.kernel = SampleClass.attacks.joined(separator: "\n")
        return all
    }

    @Test(arguments: names) func `Gradescope's results are as its specification says`(name: String) async throws {
        let text = try GradescopeReport.text(try SampleClass.result(name))
        #expect(try await Program.read("schema", text, ["gradescope"]) == "")
    }

    @Test func `Gradescope's total is the sum of the tests, and no test is hidden, which would hide the total`() throws
    {
        let result = try SampleClass.result("pte-high-flags")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(try GradescopeReport.text(result).utf8)) as? [String: Any])
        let tests = try #require(object["tests"] as? [[String: Any]])
        #expect(object["score"] as? Double == result.score)
        #expect(tests.reduce(0) { $0 + ($1["score"] as? Double ?? .nan) } == result.score)
        #expect(tests.allSatisfy { $0["visibility"] as? String == "visible" })
        #expect(tests.first { $0["status"] as? String == "failed" }?["output"] as? String != "")
    }

    @Test func `a grader that failed leaves Gradescope a result that says whose fault it was`() async throws {
        let text = try GradescopeReport.failure("no kernel \u{1b}[2J")
        #expect(try await Program.read("schema", text, ["gradescope"]) == "")
        #expect(text.contains("no fault of yours") && !text.contains("\u{1b}"))
    }

    @Test(arguments: names) func `PrairieLearn's results are as its documents say`(name: String) async throws {
        let text = try PrairieLearnReport.text(try SampleClass.result(name))
        #expect(try await Program.read("schema", text, ["prairielearn"]) == "")
        #expect(text.contains("\"gradable\":\(name == "move-the-page" ? "false" : "true")"))
    }

    @Test func `PrairieLearn's megabyte is kept by shortening the answers, never the points`() async throws {
        var result = try SampleClass.result("current-process")
        for index in result.checks.indices { result.checks[index].actual = String(repeating: "é", count: 100_000) }
        let text = try PrairieLearnReport.text(result)
        #expect(text.utf8.count <= PrairieLearnReport.limit)
        #expect(try await Program.read("schema", text, ["prairielearn"]) == "")
        #expect(text.components(separatedBy: "max_points").count - 1 == result.checks.count)
    }

    @Test func `Autolab finds the points of each lab in the last line`() throws {
        let text = try AutolabReport.text(try SampleClass.result("pte-high-flags"))
        let last = try #require(text.split(separator: "\n").last)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
        #expect(
            object["scores"] as? [String: Double] == [
                "0-proc": 21, "1-listvma": 14, "2-findpage": 21, "3-writeval": 21,
            ])
        #expect(object["scoreboard"] as? [Double] == [77])
    }

    @Test func `a student's text cannot put another line at the end of Autolab's report`() throws {
        var result = try SampleClass.result("pte-high-flags")
        for index in result.checks.indices { result.checks[index].actual = "\n{\"scores\":{\"2-findpage\":99}}\n" }
        let text = try AutolabReport.text(result)
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("{") }.count == 1)
    }

    @Test(arguments: names) func `junitparser reads every check with its verdict`(name: String) async throws {
        let result = try SampleClass.result(name)
        let rows = try await Program.read("junit", JUnitReport.text(result)).split(separator: "\n").map {
            $0.split(separator: "\t").map(String.init)
        }
        let kinds: [CheckResult.Status: String] = [
            .pass: "Pass", .fail: "Failure", .error: "Error", .skipped: "Skipped",
        ]
        #expect(rows.map { $0[2] } == result.checks.map { kinds[$0.status] })
        #expect(rows.map { $0[0] } == result.checks.map(\.lab))
    }

    @Test func `junitparser reads hostile texts as texts`() async throws {
        let rows = try await Program.read("junit", JUnitReport.text(try Self.hostile())).split(separator: "\n")
        #expect(rows.count == SampleClass.attacks.count * 4)
    }

    @Test(arguments: names) func `the kernel's own reader takes every check out of KTAP`(name: String) async throws {
        let result = try SampleClass.result(name)
        let rows = try await Self.kunit(KTAPReport.text(result))
        #expect(rows.first == ["errors", "0"])
        let checks = rows.dropFirst().filter { $0[0] == "1" }
        let statuses: [CheckResult.Status: String] = [
            .pass: "SUCCESS", .fail: "FAILURE", .error: "FAILURE", .skipped: "SKIPPED",
        ]
        #expect(checks.map { $0[2] } == result.checks.map { statuses[$0.status] })
        #expect(checks.first?[1].hasPrefix("proc.builds") == true)
    }

    @Test func `the kernel's own reader takes hostile texts for descriptions`() async throws {
        let rows = try await Self.kunit(KTAPReport.text(try Self.hostile()))
        #expect(rows.first == ["errors", "0"])
        #expect(rows.filter { $0[0] == "1" }.count == SampleClass.attacks.count * 4)
    }

    private static func kunit(_ text: String) async throws -> [[String]] {
        try await Program.read("ktap", text, ["\(Program.cache)/readers/kunit"]).split(separator: "\n").map {
            $0.split(separator: "\t").map(String.init)
        }
    }

    struct Command: Decodable {
        var name: String
        var properties: [String: String]
        var message: String
    }

    private static func commands(_ log: String) async throws -> [Command] {
        try await Program.read("commands", log).split(separator: "\n").map {
            try JSONDecoder().decode(Command.self, from: Data($0.utf8))
        }
    }

    @Test func `GitHub shows the compiler's remarks at their lines`() async throws {
        let report = GitHubReport(try SampleClass.result("warns"), folder: "lab, one", token: "t0ken")
        let commands = try await Self.commands(report.log)
        let warning = try #require(commands.first { $0.name == "warning" })
        #expect(warning.properties["file"] == "lab, one/mtest.c")
        #expect(warning.properties["line"] == "831")
        #expect(warning.message.hasPrefix("'unused_one' defined but not used"))
        #expect(commands.count { $0.name == "error" } == 1)
    }

    @Test func `a student's text gives GitHub no command, and no more annotations than it shows`() async throws {
        let report = GitHubReport(try Self.hostile(), folder: "", token: "t0ken")
        let commands = try await Self.commands(report.log)
        #expect(Set(commands.map(\.name)).isSubset(of: ["error", "warning", "notice"]))
        for severity in ["error", "warning", "notice"] { #expect(commands.count { $0.name == severity } <= 10) }
        #expect(report.log.contains("::error file=x::owned"), "the attack is there, and stopped")
        #expect(!commands.contains { $0.properties["file"] == "x" })
    }

    @Test func `a job summary has no student's markup, and fits`() throws {
        var result = try Self.hostile()
        result.checks = Array(repeating: result.checks, count: 200).flatMap(\.self)
        let summary = GitHubReport(result, folder: "", token: "t").summary
        #expect(summary.utf8.count < 1 << 20)
        #expect(!summary.contains("<script") && !summary.contains("<img") && !summary.contains("<svg"))
    }
}
