import FoundationEssentials
import GRDB
import Results
import Testing

@testable import Gradebook

/// An attempt is its content and its time of submission.
struct AttemptTests {
    private func attempts(_ room: Classroom) throws -> [Attempt] {
        try #require(try room.gradebook.classResult().students.first).attempts
    }

    private func texts(_ room: Classroom) throws -> [String] {
        try attempts(room).map { $0.sources.first?.text ?? "" }
    }

    private func enter(_ room: Classroom, _ text: String, _ submitted: Double? = nil) throws -> Entered {
        try #require(
            try room.gradebook.enter(
                Student(id: "1", name: "Ada"), .sources(Classroom.sources(text), submitted: submitted)
            ).first)
    }

    @Test func `other sources are the next attempt, and known ones without a time are the attempt of before`() throws {
        let room = try Classroom()
        #expect(try enter(room, "int a;").remark == nil)
        #expect(try enter(room, "int a;").remark == nil)
        #expect(try enter(room, "int b;").remark == nil)
        let older = try enter(room, "int a;")
        #expect(!older.isNew && older.remark?.contains("attempt 2 is newer") == true)
        #expect(try texts(room) == ["int a;", "int b;"])
        #expect(try room.gradebook.classResult().students.first?.current?.number == 2)
    }

    @Test func `an older export that is given later does not become the newest attempt`() throws {
        let room = try Classroom()
        _ = try enter(room, "int c;", 300)
        let older = try enter(room, "int a;", 100)
        #expect(older.isNew && older.remark?.contains("attempt 1, which stays the newest") == true)
        _ = try enter(room, "int b;", 200)
        #expect(try texts(room) == ["int a;", "int b;", "int c;"])
        // The number is a name, which nothing changes.
        #expect(try attempts(room).map(\.number) == [2, 3, 1])
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.current?.number == 1 && student.previous?.number == 3)
    }

    @Test func `the same sources at a later time are an attempt of their own`() throws {
        let room = try Classroom()
        _ = try enter(room, "int a;", 100)
        _ = try enter(room, "int b;", 200)
        #expect(try enter(room, "int a;", 300).number == 3)
        #expect(try !enter(room, "int a;", 300).isNew)
        #expect(try texts(room) == ["int a;", "int b;", "int a;"])
        // They are graded once.
        try room.grade()
        #expect(try room.gradebook.runs() == 1)
    }

    @Test func `a time that becomes known later is the attempt's, and puts it where it belongs`() throws {
        let room = try Classroom()
        _ = try enter(room, "int b;")
        _ = try enter(room, "int a;", 100)
        #expect(try attempts(room).map(\.number) == [1, 2])
        #expect(try !enter(room, "int b;", 200).isNew)
        #expect(try attempts(room).map(\.number) == [2, 1])
        #expect(try attempts(room).map(\.submitted) == [100, 200])
    }

    @Test func `a time before the newest one's of the same sources is told, with what to do if it was a correction`()
        throws
    {
        let room = try Classroom()
        _ = try enter(room, "int a;", 300)
        #expect(try enter(room, "int a;", 100).remark?.contains("`grader drop 1 1`") == true)
        try room.gradebook.drop(student: "1", attempt: 1, why: "typed wrongly")
        #expect(try attempts(room).map(\.submitted) == [100])
        // It stays dropped, whatever comes again.
        #expect(try enter(room, "int a;", 300).remark?.contains("was dropped") == true)
        #expect(try attempts(room).map(\.submitted) == [100])
    }

    @Test func `an export of three touches three`() throws {
        let room = try Classroom()
        for id in ["1", "2", "3", "4"] { try room.enter(id, "int a;") }
        try room.grade()
        let before = try room.gradebook.classResult().students.filter { $0.student.id != "2" }
        try room.enter("2", "int b;")
        try room.gradebook.enter(["1", "3", "4", "5"].map { (Student(id: $0, name: "Name of \($0)"), .absent) })
        let after = try room.gradebook.classResult().students
        #expect(after.filter { !["2", "5"].contains($0.student.id) } == before)
        // Only who never handed in anything has nothing.
        #expect(after.filter { $0.problem != nil }.map(\.student.id) == ["5"])
        #expect(after.last?.problem == "nothing was handed in")
    }

    @Test func `a damaged archive of later is told beside the attempt of before, and an older export does not heal it`()
        throws
    {
        let room = try Classroom()
        _ = try enter(room, "int a;", 100)
        _ = try enter(room, "int b;", 200)
        try room.gradebook.enter(Student(id: "1", name: "Ada"), .problem("the archive is damaged"))
        _ = try enter(room, "int a;", 100)
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.problem == "the archive is damaged" && student.current?.number == 2)
    }

    @Test func `what an earlier roster said stays when an export says less`() throws {
        let room = try Classroom()
        let whole = Student(id: "1", name: "Ada Lovelace", aliases: ["email": "ada@x.org", "login": "ada"])
        try room.gradebook.enter(whole, .absent)
        try room.gradebook.enter(Student(id: "1", name: "1", aliases: ["login": "lovelace"]), .absent)
        let student = try #require(try room.gradebook.students().first)
        #expect(student.name == "Ada Lovelace" && student.aliases == ["email": "ada@x.org", "login": "lovelace"])
    }

    @Test(arguments: [("last", [3]), ("best", [2]), ("chosen", [1]), (nil, [1])])
    func `the policy says which attempt counts`(word: String?, number: [Int]) throws {
        let room = try Classroom()
        for (at, (text, passed)) in [("int a;", ["a"]), ("int b;", ["a", "b"]), ("int c;", [])].enumerated() {
            try room.enter("1", text, submitted: Double(at + 1) * 100)
            let plan = Classroom.plan()
            try room.gradebook.adopt(plan)
            let key = try #require(try room.gradebook.pending(plan).first?.key)
            try room.gradebook.record(
                key, plan, Classroom.result(["a", "b"].map { ($0, passed.contains($0) ? .pass : .fail) }))
        }
        try room.gradebook.choose(student: "1", attempt: 1, why: "agreed")
        if let word {
            try "deadline: 1970-01-02T00:00:00Z\nper-day: 0\ncounts: \(word)\n".write(
                toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        }
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect([student.current?.number] == number)
        #expect(student.score == [1: 2, 2: 4, 3: 0][number[0]])
    }

    @Test func `the best attempt is the best after lateness, and of equal ones the newest`() throws {
        let room = try Classroom()
        for (text, time) in [("int a;", 0.0), ("int b;", 50_000), ("int c;", 200_000)] {
            try room.enter("1", text, submitted: time)
            try room.grade()
        }
        try "deadline: 1970-01-02T00:00:00Z\nper-day: 1\ncounts: best\n".write(
            toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        #expect(try room.gradebook.classResult().students.first?.current?.number == 2)
    }

    @Test func `every attempt that may be the best is graded`() throws {
        let room = try Classroom()
        for text in ["int a;", "int b;", "int c;"] { try room.enter("1", text) }
        #expect(try room.gradebook.pending(Classroom.plan()).count == 1)
        try "deadline: 1970-01-02T00:00:00Z\nper-day: 1\ncounts: best\n".write(
            toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        #expect(try room.gradebook.pending(Classroom.plan()).count == 3)
    }

    @Test func `a choice is graded, and can be taken back`() throws {
        let room = try Classroom()
        for text in ["int a;", "int b;"] { try room.enter("1", text) }
        try room.gradebook.choose(student: "1", attempt: 1, why: "")
        #expect(
            try room.gradebook.pending(Classroom.plan()).map(\.key.submission) == [Classroom.sources("int a;").hash])
        try room.gradebook.choose(student: "1", attempt: nil, why: "")
        #expect(
            try room.gradebook.pending(Classroom.plan()).map(\.key.submission) == [Classroom.sources("int b;").hash])
        #expect(throws: GradebookError.noAttempt(3, student: "1", known: [1, 2])) {
            try room.gradebook.choose(student: "1", attempt: 3, why: "")
        }
        #expect(throws: GradebookError.noStudent("2", similar: [])) {
            try room.gradebook.choose(student: "2", attempt: 1, why: "")
        }
    }

    @Test func `who is dropped is in no report and in no batch, and comes back with everything`() throws {
        let room = try Classroom()
        for id in ["1", "2"] { try room.enter(id, "int a;") }
        try room.grade()
        let before = try room.gradebook.classResult()
        try room.gradebook.drop(student: "1", why: "left the course")
        #expect(try room.gradebook.classResult().students.map(\.student.id) == ["2"])
        #expect(try room.gradebook.dropped().map(\.why) == ["left the course"])
        // A later export has the student still.
        let again = try enter(room, "int b;")
        #expect(again.dropped == .student && again.remark?.contains("--back") == true)
        #expect(try room.gradebook.pending(Classroom.plan()).isEmpty)
        try room.gradebook.drop(student: "1", why: "twice is once")
        try room.gradebook.takeBack(student: "1")
        try room.gradebook.drop(student: "1", attempt: 2, why: "after the end")
        #expect(try room.gradebook.classResult().students.map(\.attempts) == before.students.map(\.attempts))
        #expect(throws: GradebookError.noAttempt(2, student: "1", known: [1])) {
            try room.gradebook.choose(student: "1", attempt: 2, why: "")
        }
    }

    @Test func `an older gradebook's attempts go into the order of their times`() throws {
        let room = try Classroom()
        let folder = "\(room.folder)/old"
        let path = try room.oldGradebook(folder, upTo: "4") { database in
            try database.execute(
                sql: """
                    INSERT INTO setting VALUES ('seed', '7'), ('title', 'old');
                    INSERT INTO student VALUES ('1', 'Ada', '{}', NULL), ('2', 'Bo', '{}', NULL);
                    INSERT INTO submission VALUES ('x'), ('y'), ('z');
                    INSERT INTO attempt VALUES ('1', 1, 'x', 300), ('1', 2, 'y', NULL), ('1', 3, 'z', 100);
                    INSERT INTO attempt VALUES ('2', 1, 'x', NULL), ('2', 2, 'y', NULL);
                    """)
        }
        #expect(path.hasSuffix("gradebook.sqlite"))
        let students = try Gradebook.open(folder).classResult().students
        #expect(students.map { $0.attempts.map(\.number) } == [[3, 1, 2], [1, 2]])
    }
}

extension Classroom {
    /// A gradebook as the program of an earlier format left it; the path of its database.
    func oldGradebook(_ folder: String, upTo format: String, _ fill: (Database) throws -> Void) throws -> String {
        try Self.makeFolder(folder)
        let path = "\(folder)/gradebook.sqlite"
        let old = try DatabaseQueue(path: path)
        try Gradebook.migrator.migrate(old, upTo: format)
        try old.write(fill)
        try old.close()
        return path
    }
}
