import FoundationEssentials
import GRDB
import Results
import Testing

@testable import Gradebook

/// Reading without writing, copies, and a class without names.
struct KeepingTests {
    @Test func `a report changes nothing in the gradebook`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade()
        let reading = try Gradebook.openForReading(room.folder)
        #expect(try reading.classResult() == room.gradebook.classResult())
        #expect(throws: GradebookError.onlyRead(folder: room.folder)) {
            try reading.mark(student: "1", check: "a", points: 0, why: "")
        }
        #expect(throws: GradebookError.onlyRead(folder: room.folder)) { try reading.callOff() }
        // What is written meanwhile is seen by the next reader.
        try room.gradebook.mark(student: "1", check: "a", points: 0, why: "")
        #expect(try Gradebook.openForReading(room.folder).classResult().students.first?.score == 2)
    }

    @Test func `a report leaves no file behind`() throws {
        let room = try Classroom()
        let copy = "\(room.folder)/copy"
        try room.gradebook.backUp(to: copy)
        #expect(try Gradebook.openForReading(copy).classResult().students.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: copy) == ["gradebook.sqlite"])
    }

    @Test func `an older gradebook is read, and stays as it is`() throws {
        let room = try Classroom()
        let path = try room.oldGradebook("\(room.folder)/old", upTo: "2") { database in
            try database.execute(
                sql: """
                    INSERT INTO setting VALUES ('seed', '7'), ('title', 'old');
                    INSERT INTO student VALUES ('1', 'Ada', '{}', NULL);
                    """)
        }
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(try Gradebook.openForReading("\(room.folder)/old").classResult().students.count == 1)
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }

    @Test func `a copy is a gradebook of one moment, with its policy, and replaces nothing`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade()
        try "deadline: 1970-01-02T00:00:00Z\nper-day: 1\n".write(
            toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        // A batch is under way, and what it wrote is still in SQLite's log.
        let batch = try room.gradebook.begin()
        let place = "\(room.folder)/copy"
        try Gradebook.openForReading(room.folder).backUp(to: place)
        let copy = try Gradebook.open(place)
        #expect(try copy.classResult() == room.gradebook.classResult())
        #expect(try copy.rows() == room.gradebook.rows())
        #expect(try FileManager.default.contentsOfDirectory(atPath: place).contains("policy.yml"))
        // It can be gone on with, here and elsewhere.
        try copy.end(copy.begin())
        try room.gradebook.end(batch)
        #expect(throws: GradebookError.taken(place: place)) { try room.gradebook.backUp(to: place) }
    }

    @Test func `a copy that cannot be written leaves nothing`() throws {
        let room = try Classroom()
        try "".write(toFile: "\(room.folder)/file", atomically: true, encoding: .utf8)
        #expect(throws: GradebookError.self) { try room.gradebook.backUp(to: "\(room.folder)/file/copy") }
        let left = try FileManager.default.contentsOfDirectory(atPath: room.folder)
        #expect(!left.contains { $0.hasSuffix(".draft") })
    }

    @Test func `a class without names has its marks and nothing that a person wrote`() throws {
        let room = try Classroom()
        try room.gradebook.enter(
            Student(id: "ada-4711", name: "Ada", aliases: ["email": "ada@x.org"]),
            .sources(Classroom.sources("MODULE_AUTHOR(\"Ada\");"), submitted: 90_000))
        try room.grade(status: .fail, log: "Ada was here")
        try room.gradebook.mark(student: "ada-4711", check: "a", points: 1, why: "Ada explained it")
        try "deadline: 1970-01-02T00:00:00Z\nper-day: 1\n".write(
            toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        let whole = try room.gradebook.classResult()
        let pseudonym = try room.gradebook.pseudonym(of: "ada-4711")
        let bare = whole.anonymous { _ in pseudonym }
        let text = String(decoding: try JSONEncoder().encode(bare), as: UTF8.self).lowercased()
        for word in ["ada", "4711", "said", "\(whole.students[0].current?.result.seed ?? 0)"] {
            #expect(!text.contains(word))
        }
        #expect(try Gradebook.open(room.folder).pseudonym(of: "ada-4711") == pseudonym)
        #expect(bare.students.map(\.score) == whole.students.map(\.score))
        #expect(bare.students.first?.current?.penalty?.days == 1)
        #expect(
            bare.students.first?.current?.result.checks.map(\.status)
                == whole.students.first?.current?.result.checks.map(\.status))
    }

    @Test func `a student who is erased leaves nothing in any file, and others keep what is theirs`() throws {
        let room = try Classroom()
        let markers = [
            "zebra-4711", "Zelda Zebra", "zebra_source", "zebra_log", "zebra_comment", "zebra_mark", "zebra_ask",
        ]
        try room.gradebook.enter(
            Student(id: "zebra-4711", name: "Zelda Zebra"),
            .sources(Classroom.sources("int zebra_source;"), submitted: 1))
        try room.enter("zebra-4711", "int both;", submitted: 2)
        try room.enter("other", "int both;", submitted: 2)
        try room.grade(status: .fail, log: "zebra_log")
        try room.gradebook.choose(student: "zebra-4711", attempt: 1, why: "zebra_mark")
        try room.grade(status: .fail, log: "zebra_log of the first")
        try room.gradebook.mark(student: "zebra-4711", check: "a", points: 1, why: "zebra_mark")
        try room.gradebook.comment("zebra-4711", at: SourcePlace(file: "mtest.c", line: 1), "zebra_comment", by: "p")
        _ = try room.gradebook.enter([RequestOrder(student: "zebra-4711", check: "a", text: "zebra_ask")])
        try room.gradebook.closeRequests(of: "zebra-4711", check: "a", because: "zebra_mark", by: "p")
        let before = try room.gradebook.classResult().students.first { $0.student.id == "other" }
        for mark in markers { #expect(try room.bytes().contains(mark), "\(mark) is there at first") }

        let erased = try room.gradebook.erase("zebra-4711")
        #expect(erased == Gradebook.Erased(attempts: 2, shared: 1))
        let left = try room.bytes()
        for mark in markers where mark != "zebra_log" { #expect(!left.contains(mark), "\(mark)") }
        #expect(!left.contains("zebra_log of the first"))
        let after = try room.gradebook.classResult().students
        #expect(after.map(\.student.id) == ["other"] && after.first == before)
        #expect(throws: GradebookError.noStudent("zebra-4711", similar: [])) { try room.gradebook.erase("zebra-4711") }
    }

    @Test
    func `of an erased member of a group nothing is left in the group's name, and the others keep their verdicts`()
        throws
    {
        let room = try Classroom()
        for id in ["zebra-1", "other"] {
            try room.gradebook.enter(
                Student(id: id, name: id, aliases: [Student.groupAlias: "other, zebra-1"]),
                .sources(Classroom.sources("int both;"), submitted: 1))
        }
        try room.grade(status: .pass)
        let before = try room.gradebook.classResult().students[0]
        _ = try room.gradebook.erase("zebra-1")
        #expect(try !room.bytes().contains("zebra"))
        let after = try room.gradebook.classResult().students
        #expect(after.count == 1 && after[0].attempts == before.attempts, "with the same seed")
        #expect(try room.gradebook.pending(Classroom.plan()).isEmpty)
    }

    @Test func `nobody is erased while a batch is under way`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        let batch = try room.gradebook.begin()
        #expect(throws: GradebookError.batchUnderWay(folder: room.folder)) { try room.gradebook.erase("1") }
        try room.gradebook.end(batch)
        #expect(try room.gradebook.students().count == 1)
    }

    @Test func `what is dropped or erased leaves no unfinished grading beside the gradebook`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.enter("2", "int b;")
        try room.gradebook.adopt(Classroom.plan())
        let files = try room.gradebook.pending(Classroom.plan()).map { room.gradebook.unfinishedFile(of: $0.task) }
        #expect(files.count == 2)
        try Classroom.makeFolder("\(room.folder)/\(Gradebook.unfinishedFolder)")
        for file in files { try "half".write(toFile: file, atomically: true, encoding: .utf8) }
        func left() -> [Bool] { files.map { FileManager.default.fileExists(atPath: $0) } }
        try room.gradebook.drop(student: "1", why: "left")
        #expect(left() == [false, true])
        _ = try room.gradebook.erase("2")
        #expect(left() == [false, false])
        #expect(!FileManager.default.fileExists(atPath: "\(room.folder)/\(Gradebook.unfinishedFolder)"))
    }

    @Test func `a gradebook says what part of the rubric it was graded by, until it has all of it`() throws {
        let room = try Classroom()
        let rubric = ["a", "b", "c"].map { Classroom.definition($0) }
        func adopt(_ only: Set<String>?, _ part: String?) throws -> String? {
            try room.gradebook.adopt(
                try room.gradebook.plan(
                    rubric, only: only, part: part, kernels: [NamedKernel(name: "6.1", release: "6.1")], grader: "1"))
            return try room.gradebook.classResult().part
        }
        #expect(try adopt(["a"], "lab 1") == "lab 1")
        #expect(try adopt(["b"], "lab 2") == "lab 1; lab 2")
        #expect(try adopt(["b"], "lab 2") == "lab 1; lab 2")
        #expect(try adopt(nil, nil) == nil)
        #expect(try adopt(["b"], "lab 2") == nil, "the whole rubric stays")
    }
}
