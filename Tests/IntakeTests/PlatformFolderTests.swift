import Foundation
import Gradebook
import Intake
import Results
import Testbed
import Testing

/// Whole exports: every file is in a submission, or is named with the reason.
struct PlatformFolderTests {
    private func read(_ files: [String], roster: String? = nil) throws -> ClassFolder {
        let scratch = try Scratch()
        for file in files { try scratch.write("x", to: file) }
        let roster = try roster.map { try Roster($0, file: "roster.csv", zone: .gmt) }
        return try ClassFolder(scratch.folder, roster: roster, zone: .gmt)
    }

    private func files(_ arrival: Arrival?) -> [String]? {
        guard case .files(let files)? = arrival?.location else { return nil }
        return files.keys.sorted()
    }

    @Test func `Blackboard's files are put together by student and attempt, and the newest attempt is graded`() throws {
        let found = try read([
            "Lab_ada_attempt_2026-11-15-10-00-00.txt", "Lab_ada_attempt_2026-11-15-10-00-00_mtest.c",
            "Lab_ada_attempt_2026-11-16-10-00-00.txt", "Lab_ada_attempt_2026-11-16-10-00-00_mtest.c",
            "Lab_ada_attempt_2026-11-16-10-00-00_compat.h", "Lab_bob_attempt_2026-11-14-10-00-00.txt",
        ])
        #expect(found.arrivals.map(\.student.id) == ["ada", "bob"])
        #expect(files(found.arrivals.first) == ["compat.h", "mtest.c"])
        #expect(found.arrivals.first?.submitted == 1_794_823_200)
        #expect(
            found.remarks.contains { $0.contains("earlier one is not (Lab_ada_attempt_2026-11-15-10-00-00_mtest.c)") })
        #expect(found.unknown.isEmpty)
        guard case .typedText = found.arrivals.last?.location else {
            Issue.record("a note without files is a submission without files")
            return
        }
    }

    @Test func `a login of Blackboard's may have an underscore, which is not where the assignment's title ends`() throws
    {
        let found = try read([
            "Lab_1_a_lovelace_attempt_2026-11-15-10-00-00_mtest.c",
            "Lab_1_lovelace_attempt_2026-11-15-10-00-00_mtest.c",
            "Lab_1_bob_attempt_2026-11-15-10-00-00_mtest.c",
        ])
        #expect(found.arrivals.map(\.student.id) == ["a_lovelace", "bob", "lovelace"])
    }

    @Test func `Brightspace's folders and its index are read`() throws {
        let found = try read([
            "13394-80551 - Ada Lovelace - Nov 15, 2026 258 PM/mtest.c",
            "13395-80551 - Bob - Nov 14, 2026 1005 AM/mtest.c",
            "index.html",
        ])
        #expect(found.arrivals.map(\.student.id) == ["13394", "13395"])
        #expect(found.arrivals.map(\.student.name) == ["Ada Lovelace", "Bob"])
        #expect(found.unknown.isEmpty && found.remarks.contains { $0.contains("index.html") })
    }

    @Test func `of Sakai's folders what was handed in is read, and not what was given back`() throws {
        let found = try read([
            "Lovelace, Ada(alovelace)/Submission attachment(s)/mtest.c",
            "Lovelace, Ada(alovelace)/Feedback Attachment(s)/mtest.c", "Lovelace, Ada(alovelace)/timestamp.txt",
        ])
        #expect(found.arrivals.map(\.student.aliases) == [["login": "alovelace"]])
        #expect(found.arrivals.map(\.student.name) == ["Lovelace, Ada"])
        guard case .folder(let path)? = found.arrivals.first?.location else {
            Issue.record("\(found.arrivals.map(\.location))")
            return
        }
        #expect(path.hasSuffix("/Submission attachment(s)"))
    }

    @Test func `a text typed into Moodle is a submission of those who handed in no file, and of nobody else`() throws {
        let found = try read([
            "Ada_1_assignsubmission_file_/mtest.c", "Ada_1_assignsubmission_onlinetext_/onlinetext.html",
            "Bob_2_assignsubmission_onlinetext_/onlinetext.html",
        ])
        #expect(found.arrivals.map(\.student.id) == ["1", "2"])
        guard case .folder = found.arrivals.first?.location, case .typedText = found.arrivals.last?.location else {
            Issue.record("\(found.arrivals.map(\.location))")
            return
        }
        #expect(found.remarks.contains { $0.contains("Ada_1_assignsubmission_onlinetext_") })
    }

    @Test func `no file vanishes: what is in no submission is named`() throws {
        let found = try read([
            "ada/mtest.c", "bob.rar", "carl.gz", "eve.docx", "mtest.c", "notes.txt", "__MACOSX/x", ".DS_Store",
        ])
        #expect(found.arrivals.map(\.student.id) == ["ada", "bob", "carl"])
        for name in ["eve.docx", "mtest.c", "notes.txt"] { #expect(found.unknown.contains { $0.contains(name) }) }
        #expect(found.unknown.count == 3)
        for name in ["__MACOSX", ".DS_Store"] { #expect(found.remarks.contains { $0.contains(name) }) }
    }

    @Test func `a name that is not UTF-8 is told and not passed over`() throws {
        let scratch = try Scratch()
        try scratch.write("x", to: "ada/mtest.c")
        let path = (Array(scratch.folder.utf8) + [0x2f, 0x6d, 0xfc, 0x6c, 0x6c, 0]).map { CChar(bitPattern: $0) }
        #expect(mkdir(path, 0o700) == 0)
        let found = try ClassFolder(scratch.folder, roster: nil)
        #expect(found.unknown.count == 1 && found.unknown[0].contains("not UTF-8"))
    }

    @Test func `a group's submission is one for each of its members, whoever handed it in`() throws {
        let roster = "canvas_user_id,name,login_id,group_name\n1,Ada,ada,Team 7\n2,Bob,bob,Team 7\n3,Carl,carl,Team 8\n"
        let canvas = try read(["team7_1_900_mtest.c", "team7_1_901_compat.h"], roster: roster)
        #expect(canvas.arrivals.map(\.student.id) == ["1", "2"])
        #expect(canvas.arrivals.map(\.group) == ["Team 7", "Team 7"])
        #expect(canvas.arrivals.map(\.student.aliases["canvas"]) == ["1", "2"])
        #expect(Set(canvas.arrivals.map(\.location)).count == 1)
        #expect(canvas.absent.map(\.id) == ["3"])
        let folders = try read(["Team 7/mtest.c", "Team 8/mtest.c"], roster: roster)
        #expect(folders.arrivals.map(\.student.id) == ["1", "2", "3"] && folders.unknown.isEmpty)
    }

    @Test func `a broken list of Gradescope's is told, and its folders are not taken for students`() throws {
        let scratch = try Scratch()
        try scratch.write("x", to: "submission_1/mtest.c")
        try scratch.write("submission_1: [", to: "submission_metadata.yml")
        #expect(throws: ClassFolder.NoSubmissions.self) { try ClassFolder(scratch.folder, roster: nil) }
        try scratch.write(
            "submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: '1'\n  :created_at: soon\nsubmission_2:\n"
                + "  :submitters:\n  - :name: Bob\n    :sid: '2'\n", to: "submission_metadata.yml")
        let found = try ClassFolder(scratch.folder, roster: nil)
        #expect(found.unknown.contains { $0.contains("“soon”") })
        #expect(found.unknown.contains { $0.contains("submission_2") && $0.contains("no such folder") })
    }

    @Test func `names that Canvas has numbered are the students' again, where nothing speaks against it`() async throws
    {
        let scratch = try Scratch()
        func paths(_ names: [String], _ source: String = "") async throws -> [String] {
            var files: [String: String] = [:]
            for name in names {
                let text = name.hasSuffix(".c") ? "MODULE_LICENSE(\"GPL\");\n\(source)" : ""
                files[name] = try scratch.write(text, to: "\(UUID())/x")
            }
            let collector = try Collector(gradebook: nil, scratch: scratch.path("scratch"))
            let student = Student(id: "1", name: "Ada")
            guard
                case .sources(let sources, _) = try await collector.collect(
                    Arrival(student: student, location: .files(files), label: "1"))
            else { return [] }
            return sources.files.map(\.path).sorted()
        }
        #expect(try await paths(["mtest-1.c", "compat-12.h"]) == ["compat.h", "mtest.c"])
        #expect(try await paths(["mtest (1).c", "compat (12).h"]) == ["compat.h", "mtest.c"])
        #expect(try await paths(["mtest.c", "v (1).h"], "#include \"v (1).h\"\n") == ["mtest.c", "v (1).h"])
        #expect(try await paths(["mtest.c", "a.h", "a (1).h"]) == ["a (1).h", "a.h", "mtest.c"])
        #expect(try await paths(["mtest.c", "part-1.h", "part-2.h"]) == ["mtest.c", "part-1.h", "part-2.h"])
        #expect(try await paths(["mtest.c", "v-1.h"], "#include \"v-1.h\"\n") == ["mtest.c", "v-1.h"])
        #expect(try await paths(["mtest.c", "a.h", "a-1.h"]) == ["a-1.h", "a.h", "mtest.c"])
        #expect(
            try await paths(["mtest-3f2504e0-4f89-11d3-9a0c-0305e82c3301.c", "x-2026.h"]) == ["mtest.c", "x-2026.h"])
    }

    @Test func `the number of a copy is taken away in a folder too, and no other number`() async throws {
        let scratch = try Scratch()
        for name in ["mtest (1).c", "src/compat (2).h", "part-1.h", "both.h", "both (1).h"] {
            try scratch.write(name.hasSuffix(".c") ? "MODULE_LICENSE(\"GPL\");\n" : "", to: "in/\(name)")
        }
        let collector = try Collector(gradebook: nil, scratch: scratch.path("scratch"))
        let arrival = Arrival(
            student: Student(id: "1", name: "Ada"), location: .folder(scratch.path("in")), label: "1")
        guard case .sources(let sources, _) = try await collector.collect(arrival) else {
            Issue.record("it was refused")
            return
        }
        let paths = Set(sources.files.map(\.path))
        #expect(paths == ["mtest.c", "src/compat.h", "part-1.h", "both.h", "both (1).h"])
    }

    @Test(arguments: ["mtest.tar-1.gz", "mtest-1.tar.gz", "mtest.gz"])
    func `an archive whose name a platform has changed is unpacked`(name: String) async throws {
        let scratch = try Scratch()
        try scratch.write("MODULE_LICENSE(\"GPL\");", to: "m/mtest.c")
        try await scratch.run("/usr/bin/bsdtar", "-czf", "archive", "m")
        let collector = try Collector(gradebook: nil, scratch: scratch.path("scratch"))
        let arrival = Arrival(
            student: Student(id: "1", name: ""), location: .files([name: scratch.path("archive")]), label: name)
        guard case .sources = try await collector.collect(arrival) else {
            Issue.record("it was refused")
            return
        }
    }
}
