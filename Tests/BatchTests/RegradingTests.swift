import Foundation
import Gradebook
import Results
import Testbed
import Testing

/// Grading from the gradebook's sources, by the program itself on real machines.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RegradingTests {
    @Test func `an edit of the rubric is graded for all, told, and called off`() async throws {
        let small = try SmallClass(["correct", "wrong"])
        try await small.grade()
        let before = try (small.rows(), Gradebook.open(small.results).classResult())
        // An address at the beginning of a page has no offset to lose.
        try small.writeRubric(replacing: "{executable+0x123~0xe00}", with: "{executable+0x0}")
        // Nothing but the gradebook is needed.
        try FileManager.default.removeItem(atPath: "\(small.folder)/class")
        let preview = try await small.grader(["batch", "--out", small.results, "--dry-run"])
        #expect(preview.output.contains("would grade 2 submissions of 2 students in 1 check"))
        #expect(try small.rows() == before.0)

        let told = try await small.grader(["batch", "--out", small.results])
        #expect(told.status == 0, "\(told)")
        #expect(told.output.contains("0 of 2 students lose points, 1 wins points"))
        #expect(told.output.contains("wrong") && told.output.contains("findpage.inside (fail, now pass)"))
        #expect(try small.statuses() == ["correct": ["pass", "pass", "pass"], "wrong": ["fail", "pass", "pass"]])
        let again = try await small.grader(["report", small.results, "--changes", "--format", "csv"])
        #expect(again.output.contains("\"wrong\",") && again.output.contains("\"findpage.inside\",fail,0,pass,"))

        let back = try await small.grader(["batch", "--out", small.results, "--call-off"])
        #expect(back.status == 0 && back.complaint.contains("put the earlier rubric back"), "\(back)")
        #expect(try small.rows() == before.0)
        #expect(try Gradebook.open(small.results).classResult() == before.1)
    }

    @Test func `everything is measured again on demand, and submissions that are not there cost nobody a verdict`()
        async throws
    {
        let small = try SmallClass(["correct", "wrong"])
        try await small.grade()
        let before = try small.rows()
        let mistyped = try await small.grader(["batch", "/nowhere", "--out", small.results, "--no-only-changed"])
        #expect(mistyped.status == 2 && mistyped.complaint.contains("there is no /nowhere"))
        #expect(try small.rows() == before)
        let told = try await small.grader(["batch", "--out", small.results, "--no-only-changed"])
        #expect(told.output.contains("nothing changed: 2 students") && told.output.contains("2 graded now"))
        #expect(try small.rows() == before)
        #expect(try Gradebook.open(small.results).runs() == 4)
        let done = try await small.grader(["batch", "--out", small.results])
        #expect(done.output.contains("--no-only-changed measures it again"))
        let nothing = try await small.grader(["batch", "--out", "\(small.folder)/new"])
        #expect(nothing.status == 2 && !FileManager.default.fileExists(atPath: "\(small.folder)/new"))
    }

    @Test func `who may only read the gradebook reads it, also while somebody writes to it`() async throws {
        let small = try SmallClass([])
        let gradebook = try Gradebook.create(small.results, title: "Memory")
        let sources = SourceSet(files: [SourceSet.File(path: "mtest.c", bytes: Array("int a;".utf8))])
        try gradebook.enter(Student(id: "4711", name: "Ada"), .sources(sources, submitted: nil))
        // A file system that can only be read, for this process and its children only.
        let script = """
            mount --bind '\(small.results)' '\(small.results)' && mount -o remount,ro,bind '\(small.results)'
            "$@"
            """
        let wrapper = ["/usr/bin/unshare", "--mount", "--map-root-user", "/bin/bash", "-c", script, "read-only"]
        // The log is SQLite's own while the gradebook is open, and gone when it is closed.
        let open = try await small.grader(["report", small.results, "--format", "csv"], under: wrapper)
        #expect(open.status == 0 && open.output.contains("\"4711\",\"Ada\""), "\(open)")
        try gradebook.backUp(to: "\(small.folder)/copy")
        let copied = script.replacingOccurrences(of: small.results, with: "\(small.folder)/copy")
        let closed = try await small.grader(
            ["report", "\(small.folder)/copy", "--anonymous"],
            under: ["/usr/bin/unshare", "--mount", "--map-root-user", "/bin/bash", "-c", copied, "read-only"])
        #expect(closed.status == 0 && closed.output.contains("s-") && !closed.output.contains("Ada"), "\(closed)")
        _ = gradebook
    }
}
