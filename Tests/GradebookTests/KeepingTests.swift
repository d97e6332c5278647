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
}
