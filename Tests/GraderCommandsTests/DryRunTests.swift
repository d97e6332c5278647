import Foundation
import Testbed
import Testing

/// `grader batch --dry-run` as a program: no machine, no gradebook, an exit status that tells.
@Suite(.timeLimit(.minutes(2))) struct DryRunTests {
    private static let module = "#include <linux/module.h>\nMODULE_LICENSE(\"GPL\");\n"

    private func batch(_ scratch: Scratch, _ arguments: String...) async throws -> Program.Outcome {
        // Without QEMU, bwrap's folder apart, nothing can boot.
        try await Program.run(
            "/usr/bin/env",
            ["TERM=dumb", "TZ=Europe/Berlin", "HOME=\(scratch.folder)", "\(projectRoot)/.build/debug/grader", "batch"]
                + arguments)
    }

    @Test func `a class that is in order is told with who and what, and nothing is written`() async throws {
        let scratch = try Scratch()
        for name in ["ada", "bob"] { try scratch.write(Self.module, to: "class/\(name)/mtest.c") }
        try scratch.write("id,name,submitted\nada,Ada Lovelace,2026-10-25 20:30\nbob,Bob,\ncarl,Carl,\n", to: "r.csv")
        let before = scratch.tree(".")
        let run = try await batch(scratch, scratch.path("class"), "--dry-run", "--roster", scratch.path("r.csv"))
        #expect(run.status == 0, "\(run.complaint)")
        #expect(run.output.contains("  ada Ada Lovelace: mtest.c, 2026-10-25 20:30:00+01:00\n"))
        #expect(run.output.contains("Handed in nothing (1)\n  carl Carl\n"))
        #expect(run.output.contains("2 can be graded, 0 cannot; 0 in no submission; 1 handed in nothing.\n"))
        #expect(scratch.tree(".") == before)
    }

    @Test func `what is wrong is told by name, with status 1`() async throws {
        let scratch = try Scratch()
        try scratch.write(Self.module, to: "class/ada/mtest.c")
        try scratch.write("int x;", to: "class/bob/mtest.c")
        try scratch.write("Rar!", to: "class/eve.rar")
        try scratch.write("x", to: "class/notes\u{1b}[2J.txt")
        let run = try await batch(scratch, scratch.path("class"), "--dry-run", "--out", scratch.path("results"))
        #expect(run.status == 1)
        #expect(run.output.contains("Cannot be graded (2)\n  bob: Add module_init()"))
        #expect(run.output.contains("eve.rar: pack the folder again"))
        #expect(run.output.contains("notes␛[2J.txt is neither a folder nor an archive"))
        #expect(!FileManager.default.fileExists(atPath: scratch.path("results")))
    }

    @Test func `a roster of another class is an error with status 2, in a batch as well`() async throws {
        let scratch = try Scratch()
        try scratch.write(Self.module, to: "class/47110/mtest.c")
        try scratch.write("id\n0047110\n", to: "r.csv")
        let run = try await batch(scratch, scratch.path("class"), "--dry-run", "--roster", scratch.path("r.csv"))
        #expect(run.status == 2)
        #expect(
            run.complaint.contains("none of the 1 submissions is from a student") && run.complaint.contains("zeros"))
        let none = try await batch(scratch, scratch.path("class"))
        #expect(none.status == 2 && none.complaint.contains("--out RESULTS"))
    }

    @Test func `a group that handed in twice is told, or has the newest where times are known`() async throws {
        let scratch = try Scratch()
        for (name, time) in [("ada", "14"), ("bob", "15")] {
            try scratch.write(Self.module + "// \(name)\n", to: "class/\(name)/mtest.c")
            try scratch.write(
                "\(Self.module)// \(name)\n", to: "timed/Lab_\(name)_attempt_2026-11-\(time)-10-00-00_mtest.c")
        }
        try scratch.write("login,group\nada,Red\nbob,Red\ncarl,Red\n", to: "g.csv")
        let untimed = try await batch(scratch, scratch.path("class"), "--dry-run", "--groups", scratch.path("g.csv"))
        #expect(untimed.status == 1 && untimed.output.contains("Cannot be graded (3)"))
        #expect(untimed.output.contains("the group Red handed in several times (ada, bob): leave one"))
        let timed = try await batch(scratch, scratch.path("timed"), "--dry-run", "--groups", scratch.path("g.csv"))
        #expect(timed.status == 0 && timed.output.contains("Can be graded (3)"), "\(timed.output)")
        #expect(timed.output.contains("Lab_bob_attempt_2026-11-15-10-00-00_mtest.c, is graded, for ada, bob, carl"))
    }

    @Test func `Moodle's copies for a group are graded once, and a double name is no group`() async throws {
        let scratch = try Scratch()
        func enter(_ folder: String, _ people: [String]) throws {
            for (number, person) in people.enumerated() {
                try scratch.write(
                    Self.module, to: "\(folder)/\(person)_\(number)_assignsubmission_file_/mtest.c")
            }
        }
        try enter("groups", ["Team-1-Ada", "Team-1-Bob"])
        let together = try await batch(scratch, scratch.path("groups"), "--dry-run")
        #expect(together.output.contains("0, 1 handed in together (Team-1): graded once"))
        #expect(together.output.contains("  0 Ada: mtest.c\n"))
        try enter("people", ["Anna-Lena Kurz", "Anna-Maria Lang", "Bob"])
        let apart = try await batch(scratch, scratch.path("people"), "--dry-run")
        #expect(apart.status == 0 && !apart.output.contains("together"))
    }
}
