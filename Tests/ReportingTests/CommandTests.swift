import Foundation
import Results
import Testbed
import Testing

/// `grader report` and `grader export` as programs, on a class that was really graded.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CommandTests {
    static let grader = "\(projectRoot)/.build/debug/grader"

    static func grader(_ arguments: String...) async throws -> Program.Outcome {
        // The labs are found above the program, the agent is the one that `make test` builds.
        try await Program.run(
            "/usr/bin/env",
            ["MTEST_AGENT=\(projectRoot)/.build/release/guest-agent", "TERM=dumb", grader] + arguments)
    }

    /// Three students with Moodle's names, whose modules do not compile, so that no machine is needed.
    static func gradedClass(in scratch: Scratch) async throws -> String {
        let names = [
            "Ada Lovelace_90001_assignsubmission_file_", "Müller, Jürgen_90002_assignsubmission_file_",
            "=1+1 <b>_90003_assignsubmission_file_",
        ]
        for (index, name) in names.enumerated() {
            let module = try SampleClass.sources(
                replacing: "module_init(mtest_init);", with: "module_init(missing\(index));")
            for file in module { try scratch.write(file.text, to: "class/\(name)/\(file.path)") }
        }
        let batch = try await grader("batch", scratch.path("class"), "--out", scratch.path("results"))
        try #require(batch.status == 0, "\(batch.complaint)")
        return scratch.path("results")
    }

    @Test func `a graded class becomes a table, pages, files of the platforms and a comparison`() async throws {
        let scratch = try Scratch()
        let results = try await Self.gradedClass(in: scratch)
        let table = try await Self.grader("report", results)
        #expect(table.status == 0 && table.output.contains("Müller, Jürgen (90002)"))

        let file = try scratch.write("mine", to: "notes")
        let denied = try await Self.grader("report", results, "--html", file)
        #expect(denied.status == 2 && denied.complaint.contains("no folder"))
        #expect(try scratch.read("notes") == "mine")

        let pages = try await Self.grader(
            "report", results, "--html", scratch.path("pages"), "--similar", "--base",
            "\(projectRoot)/labs/targets")
        try #require(pages.status == 0, "\(pages.complaint)")
        let students = try FileManager.default.contentsOfDirectory(atPath: scratch.path("pages/students"))
        #expect(students.count == 3)
        #expect(students.allSatisfy { $0.wholeMatch(of: /[a-z0-9-]+-[0-9a-f]{24}\.html/) != nil })
        let similar = try scratch.read("pages/similar/index.html")
        #expect(similar.contains("../students/ada-lovelace-") && similar.contains("<bdi>Müller, Jürgen</bdi>"))
        #expect(!similar.contains("<script") && similar.contains("default-src 'none'"))
        #expect(try scratch.read("pages/similar/pair-1.html").contains("<mark>"))
        #expect(try scratch.read("pages/index.html").contains("similar/index.html"))

        // The class's own gradebook, as if it were last year's: everybody is in it again.
        let archived = try await Self.grader(
            "report", results, "--html", scratch.path("pages"), "--similar", "--archive", results)
        #expect(archived.status == 0, "\(archived.complaint)")
        #expect(try scratch.read("pages/similar/index.html").contains("results: Müller, Jürgen"))
        let again = try FileManager.default.contentsOfDirectory(atPath: scratch.path("pages/students"))
        #expect(again.sorted() == students.sorted(), "a page keeps its name")

        try scratch.write(
            "Identifier,\"Full name\",Status,Grade,\"Maximum Grade\"\r\n\"Participant 90002\",\"Müller, Jürgen\",x,,500.00\r\n",
            to: "sheet.csv")
        let refused = try await Self.grader("report", results, "--moodle", scratch.path("sheet.csv"))
        #expect(refused.status == 2 && refused.complaint.contains("--scale"))
        #expect(!FileManager.default.fileExists(atPath: scratch.path("sheet.filled.csv")))
        let filled = try await Self.grader("report", results, "--moodle", scratch.path("sheet.csv"), "--scale")
        #expect(filled.status == 0)
        #expect(
            try scratch.read("sheet.filled.csv").hasSuffix("\"Participant 90002\",\"Müller, Jürgen\",x,0,500.00\r\n"))
    }

    @Test func `a report replaces a report and nothing else`() async throws {
        let scratch = try Scratch()
        let results = try await Self.gradedClass(in: scratch)
        try scratch.write("mine", to: "pages/notes.txt")
        let refused = try await Self.grader("report", results, "--html", scratch.path("pages"))
        #expect(refused.status == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("pages")) == ["notes.txt"])
        for _ in 1...2 { #expect(try await Self.grader("report", results, "--html", scratch.path("new")).status == 0) }
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder)
        #expect(left.sorted() == ["class", "new", "pages", "results"], "no draft is left")
    }

    @Test func `for a folder without a gradebook the status is 2, and the command that makes one is named`()
        async throws
    {
        let outcome = try await Self.grader("report", "/nowhere")
        #expect(outcome.status == 2 && outcome.complaint.contains("grader batch"))
    }

    @Test func `pages go out as Moodle's and Canvas's zips, a list, and by a command that sends no page twice`()
        async throws
    {
        let scratch = try Scratch()
        let results = try await Self.gradedClass(in: scratch)
        let zips = try await Self.grader(
            "feedback", results, "--moodle", scratch.path("m.zip"), "--list", scratch.path("list.csv"))
        try #require(zips.status == 0, "\(zips.complaint)")
        let listed = try await Program.run(
            "/usr/bin/python3", ["-m", "zipfile", "-l", scratch.path("m.zip")])
        for folder in [
            "Ada Lovelace_90001", "Müller, Jürgen_90002", "=1+1  b_90003",
        ] { #expect(listed.output.contains("\(folder)_assignsubmission_file_/mtest-feedback.html")) }
        #expect(try scratch.read("list.csv").contains("\"'=1+1 <b>\""))

        let none = try await Self.grader(
            "feedback", results, "--canvas", scratch.path("c.zip"), "--canvas-export", scratch.path("class"))
        #expect(none.status == 2 && none.complaint.contains("lovelaceada_4711_98765_mtest.zip"))
        // Ada is Moodle's participant 90001; Canvas's user 90001 may be anybody.
        try scratch.write("x", to: "stranger/lovelaceada_LATE_90001_98765_mtest.zip")
        let stranger = try await Self.grader(
            "feedback", results, "--canvas", scratch.path("c.zip"), "--canvas-export", scratch.path("stranger"))
        #expect(stranger.status == 2 && stranger.complaint.contains("number in Canvas is not known"))
        for name in ["lovelaceada_LATE_77001_98765", "babbagecharles_77002_98766"] {
            try scratch.write("no C", to: "canvas/\(name)_mtest.c")
        }
        let batch = try await Self.grader("batch", scratch.path("canvas"), "--out", scratch.path("canvas.results"))
        try #require(batch.status == 0, "\(batch.complaint)")
        try FileManager.default.removeItem(atPath: scratch.path("canvas/babbagecharles_77002_98766_mtest.c"))
        let canvas = try await Self.grader(
            "feedback", scratch.path("canvas.results"), "--canvas", scratch.path("c.zip"), "--canvas-export",
            scratch.path("canvas"))
        #expect(canvas.status == 0 && canvas.complaint.contains("1 not in the zip"), "\(canvas.complaint)")
        let comments = try await Program.run("/usr/bin/python3", ["-m", "zipfile", "-l", scratch.path("c.zip")])
        #expect(comments.output.contains("lovelaceada_LATE_77001_98765_mtest-feedback.html"))
        #expect(!comments.output.contains("babbage"))

        func send(_ command: String, _ more: String...) async throws -> Program.Outcome {
            try await Program.run(
                "/usr/bin/env", ["TERM=dumb", Self.grader, "feedback", results, "--command", command] + more)
        }
        #expect(
            try await send("cp {file} \(scratch.path("to-")){id}", "--dry-run").output.split(separator: "\n").count == 3
        )
        #expect(!FileManager.default.fileExists(atPath: scratch.path("to-90001")))
        let one = try await send("cp {file} \(scratch.path("to-")){id}", "--student", "90001")
        #expect(one.status == 0 && one.output == "1 sent\n")
        #expect(try scratch.read("to-90001").contains("Ada Lovelace"))
        let failing = try await send("false {id}")
        #expect(
            failing.status == 3
                && failing.complaint.contains("not sent to Müller, Jürgen (90002): false ended with status 1"))
        #expect(try await send("true {id}").output == "2 sent, 1 had this page before\n")
        #expect(try await send("true {id}", "--again").output == "3 sent\n")
        _ = try await send("cp /dev/stdin \(scratch.path("text-")){id}", "--again", "--student", "90002")
        #expect(try scratch.read("text-90002").hasPrefix("Dear Müller, Jürgen,\n"))
        #expect(try await send("true {nobody}").status == 2)
    }

    @Test func `requests of a form are taken in, listed, answered and told to the student`() async throws {
        let scratch = try Scratch()
        let results = try await Self.gradedClass(in: scratch)
        let form = try scratch.write(
            "Timestamp,Number,Check,Why?\n2026-11-15 20:00,90001,proc.builds,=1+1\n,1,proc.builds,x\n,90002,nothing,x\n",
            to: "form.csv")
        let other = try await Self.grader("requests", "import", form, "--results", results)
        #expect(other.status == 2 && other.complaint.contains("--id-column with one of “timestamp”, “number”"))
        let options = ["--id-column", "Number", "--text-column", "why?", "--results", results]
        let taken = try await Program.run(Self.grader, ["requests", "import", form] + options)
        #expect(taken.status == 1 && taken.output.contains("1 request taken in"))
        #expect(taken.complaint.contains("row 3: no student of the class is “1”"))
        #expect(taken.complaint.contains("row 4: no check or item of the class is “nothing”"))
        let list = try await Self.grader("requests", "--results", results)
        #expect(list.output.contains("1 request is open, 2 points at stake") && list.output.contains("“=1+1”"))
        let csv = try await Self.grader("requests", "--format", "csv", "--results", results)
        #expect(csv.output.contains("\"'=1+1\"") && csv.output.contains(",open,"))
        let unknown = try await Self.grader(
            "requests", "close", "90001", "proc.load", "--because", "x", "--results", results)
        #expect(unknown.status == 2 && unknown.complaint.contains("there is proc.builds"))
        let closed = try await Self.grader(
            "requests", "close", "90001", "proc.builds", "--because", "<line 7>", "--results", results)
        #expect(closed.status == 0, "\(closed.complaint)")
        let page = try await Self.grader("report", results, "--student", "90001", "--student-format", "html")
        #expect(page.output.contains("&lt;line 7&gt;") && page.output.contains("=1+1"))
        #expect(
            try await Self.grader("requests", "--results", results).output.hasPrefix("no request is open; 1 answered"))
    }

    @Test func `who is erased is asked for, and gone from the gradebook and from the list of what was sent`()
        async throws
    {
        let scratch = try Scratch()
        let results = try await Self.gradedClass(in: scratch)
        let sent = try await Self.grader("feedback", results, "--command", "true {id} {file}")
        #expect(sent.status == 0, "\(sent.complaint)")
        let lines = try scratch.read("results/feedback-sent.tsv").split(separator: "\n").count
        let asked = try await Self.grader("drop", "90001", "--forever", "--results", results)
        #expect(asked.status == 2 && asked.complaint.contains("--yes"))
        let erased = try await Self.grader("drop", "90001", "--forever", "--yes", "--results", results)
        #expect(erased.status == 0 && erased.output.contains("90001: erased, with 1 attempt"))
        #expect(try scratch.read("results/feedback-sent.tsv").split(separator: "\n").count == lines - 1)
        #expect(try await !Self.grader("report", results).output.contains("90001"))
    }
}
