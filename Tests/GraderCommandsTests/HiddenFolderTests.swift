import Foundation
import Testbed
import Testing

/// Hidden checks in a folder of their own count, and no bundle, and no command that students have, tells of them.
@Suite(.timeLimit(.minutes(10)), .serialized) struct HiddenFolderTests {
    /// A new lab, and a folder with one hidden check for it; `nest` puts that into the folder of the labs.
    private static func labs(nest: Bool = false) async throws -> (scratch: Scratch, hidden: String) {
        let scratch = try await LabCommandTests.newLab()
        let hidden = nest ? "mylabs/hidden" : "hidden"
        try scratch.write(
            """
            title: What nobody may read
            checks:
              - id: first.whisper
                title: refuses a word that nobody knows
                points: 5
                command: "quetzalcoatl"
                expect: refused
                needs: [first.echo]
                why: A list of words in the module would pass the visible check.
                hints: [a, b]

            """, to: "\(hidden)/1-first/lab.yml")
        return (scratch, hidden)
    }

    @Test func `a hidden check counts in the batch, and its details stay with the instructor`() async throws {
        let (scratch, hidden) = try await Self.labs()
        try scratch.write(try scratch.read("mylabs/1-first/solution/mtest.c"), to: "class/ada/mtest.c")
        let options = ["--labs", "mylabs", "--hidden", hidden]
        let batch = try await LabCommandTests.grader(["batch", "class", "--out", "results"] + options, in: scratch)
        #expect(batch.status == 0, "\(batch.complaint)")
        let report = try await LabCommandTests.grader(["report", "results"], in: scratch)
        #expect(report.output.contains("13/13"), "\(report.output)")
        let page = try await LabCommandTests.grader(
            ["report", "results", "--student", "ada", "--student-format", "html"], in: scratch)
        #expect(page.status == 0 && !page.output.contains("quetzalcoatl") && !page.output.contains("whisper"))
    }

    @Test func `explain never tells of a hidden check`() async throws {
        let (scratch, hidden) = try await Self.labs()
        let list = try await LabCommandTests.grader(
            ["explain", "--labs", "mylabs"], in: scratch, ["MTEST_HIDDEN": hidden])
        #expect(list.status == 0 && list.output.contains("first.echo") && !list.output.contains("whisper"))
        let one = try await LabCommandTests.grader(
            ["explain", "first.whisper", "--labs", "mylabs"], in: scratch, ["MTEST_HIDDEN": hidden])
        #expect(one.status == 2 && !one.output.contains("quetzalcoatl"))
        // One that is hidden in the lab's own file is not told either.
        let rubric = try scratch.read("mylabs/1-first/lab.yml")
        try scratch.write(
            rubric.replacingOccurrences(of: "    command: \"zebra\"", with: "    hidden: true\n    command: \"zebra\""),
            to: "mylabs/1-first/lab.yml")
        let inline = try await LabCommandTests.grader(["explain", "first.refuses", "--labs", "mylabs"], in: scratch)
        #expect(inline.status == 2)
    }

    @Test func `no bundle carries a hidden check, a solution or a mutant`() async throws {
        // Where it is carried most easily: below the folder of the labs.
        let (scratch, hidden) = try await Self.labs(nest: true)
        let export = try await LabCommandTests.grader(
            ["export", "gradescope", "--out", "a.zip", "--labs", "mylabs"], in: scratch, ["MTEST_HIDDEN": hidden])
        #expect(export.status == 0 && export.complaint.contains("stay here"), "\(export.complaint)")
        let unpacked = try await Program.run(
            "/usr/bin/bsdtar", ["-xf", scratch.path("a.zip"), "-C", scratch.path("")])
        try #require(unpacked.status == 0, "\(unpacked.complaint)")
        let own = scratch.tree("mtest/own-labs")
        #expect(
            own == [
                "1-first", "1-first/README.md", "1-first/lab.yml", "1-first/skeleton", "1-first/skeleton/Makefile",
                "1-first/skeleton/mtest.c",
            ])
        let all = scratch.tree("mtest")
        #expect(all.contains("labs/targets/test.c") && all.contains("labs/mistakes.yml"))
        #expect(!all.contains { $0.contains("hidden") || $0.contains("solution") || $0.contains("mutants") })
        for name in all where name.hasSuffix(".yml") || name.hasSuffix(".md") {
            #expect(!(try scratch.read("mtest/\(name)")).contains("quetzalcoatl"), "\(name)")
        }
        #expect(!all.contains { $0.hasPrefix("labs/0-proc") }, "the own labs stand for those that are installed")
        // What the bundle grades by is the own lab.
        let list = try await Program.run(scratch.path("mtest/grader"), ["explain"])
        #expect(list.output.hasPrefix("first.builds  ") && !list.output.contains("proc."), "\(list.complaint)")
    }
}
