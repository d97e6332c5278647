import Foundation
import GraderCommands
import Testbed
import Testing

/// `grader lab new`, `lint` and `test`, as an author of labs gives them. `MTEST_RECORD=1` writes the golden file anew.
@Suite(.timeLimit(.minutes(10)), .serialized) struct LabCommandTests {
    /// Runs the grader in a folder.
    static func grader(
        _ arguments: [String], in scratch: Scratch, _ more: [String: String] = [:]
    ) async throws -> Program.Outcome {
        var environment = ProcessInfo.processInfo.environment
        environment["MTEST_HOME"] = projectRoot
        environment["MTEST_AGENT"] = "\(projectRoot)/.build/release/guest-agent"
        environment["MTEST_LABS"] = nil
        environment["MTEST_HIDDEN"] = nil
        environment.merge(more) { $1 }
        return try await Program.run(
            "\(projectRoot)/.build/debug/grader", arguments, environment: environment, in: scratch.folder)
    }

    /// A folder `mylabs` with a new lab `1-first`.
    static func newLab() async throws -> Scratch {
        let scratch = try Scratch()
        let new = try await grader(["lab", "new", "mylabs/1-first"], in: scratch)
        try #require(new.status == 0, "\(new.complaint)")
        return scratch
    }

    @Test func `everything that is wrong with a lab is told at once, with file, line and field`() async throws {
        let scratch = try Scratch()
        try FileManager.default.copyItem(
            atPath: "\(projectRoot)/Tests/GraderCommandsTests/Labs/1-broken", toPath: scratch.path("1-broken"))
        let lint = try await Self.grader(["lab", "lint", "1-broken"], in: scratch)
        #expect(lint.status == 1)
        // The lists of all kinds and places grow with the courseware.
        let text = lint.output.replacingOccurrences(of: scratch.folder, with: "LABS")
            .split(separator: "\n").map { $0.prefix(112) + "\n" }.joined()
        let golden = "\(projectRoot)/Tests/GraderCommandsTests/Golden/lab-lint.txt"
        if ProcessInfo.processInfo.environment["MTEST_RECORD"] == "1" {
            try text.write(toFile: golden, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: golden, encoding: .utf8) == text)
        let test = try await Self.grader(["lab", "test", "1-broken"], in: scratch)
        #expect(test.status == 1 && test.complaint.contains("nothing was tried"))
    }

    @Test func `the labs that ship have nothing to correct`() async throws {
        let lint = try await Self.grader(["lab", "lint", "\(projectRoot)/labs"], in: try Scratch())
        #expect(lint.status == 0, "\(lint.output)")
    }

    @Test func `a new lab lints and tests green, and grades a submission`() async throws {
        let scratch = try await Self.newLab()
        let lint = try await Self.grader(["lab", "lint", "mylabs"], in: scratch)
        #expect(lint.output == "1-first: nothing is wrong.\n" && lint.status == 0)
        let test = try await Self.grader(["lab", "test", "mylabs/1-first"], in: scratch)
        #expect(test.status == 0, "\(test.output)\(test.complaint)")
        #expect(test.output.hasPrefix("1-first: 4 checks; 8 points\n  ok   solution"))
        #expect(test.output.hasSuffix("\n5 of 5 as they should be.\n"))
        let check = try await Self.grader(
            ["check", "mylabs/1-first/solution", "--check", "first.echo"], in: scratch, ["MTEST_LABS": "mylabs"])
        #expect(check.status == 0 && check.output.contains("3 of 3 points"), "\(check.output)\(check.complaint)")
    }

    @Test func `a lab that asks for nothing, and a mutant that nothing finds, fail the test`() async throws {
        let scratch = try await Self.newLab()
        let rubric = try scratch.read("mylabs/1-first/lab.yml")
        try scratch.write(
            rubric.replacingOccurrences(of: "given: [first.builds]", with: "given: []"), to: "mylabs/1-first/lab.yml")
        let mutant = try scratch.read("mylabs/1-first/mutants/not-logged.yml")
        try scratch.write(
            mutant.replacingOccurrences(of: "ret = len;", with: "pr_info(\"Got command: %s\\n\", text);"),
            to: "mylabs/1-first/mutants/not-logged.yml")
        let test = try await Self.grader(
            ["lab", "test", "mylabs", "--only", "skeleton,not-logged"], in: scratch)
        #expect(test.status == 1)
        #expect(test.output.contains("passes first.builds too, for nothing that a student has done"))
        #expect(test.output.contains("passes first.echo\n"))
        #expect(test.output.contains("no check names command-not-logged"))
        #expect(test.output.hasSuffix("0 of 2 as they should be, 2 otherwise.\n"))
    }

    @Test func `nothing is overwritten, and a wrong name or folder is told with what to do`() async throws {
        let scratch = try await Self.newLab()
        let again = try await Self.grader(["lab", "new", "mylabs/1-first"], in: scratch)
        #expect(again.status == 2 && again.complaint.contains("is not empty"))
        let name = try await Self.grader(["lab", "new", "mylabs/first"], in: scratch)
        #expect(name.status == 2 && name.complaint.contains("for example mylabs/1-first"))
        let none = try await Self.grader(["lab", "lint", "nowhere"], in: scratch)
        #expect(none.status == 2 && none.complaint.contains("grader lab new nowhere"))
        let only = try await Self.grader(["lab", "test", "mylabs", "--only", "nobody"], in: scratch)
        #expect(only.status == 2 && only.complaint.contains("solution, skeleton, not-logged"))
        #expect(scratch.tree("mylabs").count == 13)
    }
}
