import FoundationEssentials
import GRDB
import Results
import Testing

@testable import Gradebook

struct HandMarkTests {
    private func student(_ room: Classroom, _ id: String = "1") throws -> StudentResult {
        try #require(try room.gradebook.classResult().students.first { $0.student.id == id })
    }

    private func order(_ student: String, _ item: String, _ points: Double?, attempt: Int? = nil) -> MarkOrder {
        MarkOrder(
            student: student, item: item, points: points.map { Hundredths($0) }, why: "by eye", attempt: attempt)
    }

    private func graded(_ texts: [String] = ["int a;"], policy: String? = nil) throws -> Classroom {
        let room = try Classroom()
        if let policy {
            try policy.write(toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        }
        for (index, text) in texts.enumerated() {
            try room.enter("1", text, submitted: Double(index) * 1000)
            try room.grade()
        }
        return room
    }

    @Test func `a mark belongs to its attempt, and the next one is told to need another`() throws {
        let room = try graded()
        try room.gradebook.give([order("1", "a", 0.5)], by: "ada", given: 7)
        #expect(try student(room).score == 2.5)
        let mark = try #require(try student(room).handMarks.first)
        #expect(mark.author == "ada" && mark.attempt == 1 && mark.given == 7)
        try room.enter("1", "int b;", submitted: 5000)
        try room.grade()
        let later = try student(room)
        #expect(later.score == 4 && later.handMarks.isEmpty)
        #expect(later.lapsedMarks == [mark])
        #expect(later.attempts.first.map { later.score(of: $0) } == 2.5)
        try room.gradebook.give([order("1", "a", 1, attempt: 1)], by: "ada")
        #expect(try student(room).score == 4)
        // The same sources again have the mark that they were given.
        try room.enter("1", "int a;", submitted: 9000)
        #expect(try student(room).score == 3)
    }

    @Test func `nothing is overwritten: the history has every mark, who gave it and when`() throws {
        let room = try graded()
        try room.gradebook.give([order("1", "a", 0.5)], by: "ada", given: 1)
        try room.gradebook.give([order("1", "a", 1.5)], by: "bob", given: 2)
        try room.gradebook.give([order("1", "a", nil)], by: "ada", given: 3)
        let history = try room.gradebook.markHistory(of: "1")
        #expect(history.map(\.points) == [0.5, 1.5, nil])
        #expect(history.map(\.author) == ["ada", "bob", "ada"])
        #expect(history.map(\.given) == [1, 2, 3])
        #expect(history.map(\.attempt) == [1, 1, 1])
        #expect(try student(room).score == 4)
    }

    @Test func `the same mark twice is one`() throws {
        let room = try graded()
        #expect(try room.gradebook.give([order("1", "a", 0.5)], by: "ada") == 1)
        #expect(try room.gradebook.give([order("1", "a", 0.5)], by: "ada") == 0)
        #expect(try room.gradebook.markHistory().count == 1)
    }

    @Test func `more than the check's points are refused unless they are meant`() throws {
        let room = try graded()
        #expect { try room.gradebook.give([order("1", "a", 2.01)], by: "ada") } throws: {
            "\($0)".contains("at most 2 points for a") && "\($0)".contains("--above")
        }
        var bonus = order("1", "a", 3)
        bonus.mayExceed = true
        try room.gradebook.give([bonus], by: "ada")
        #expect(try student(room).score == 5)
    }

    @Test func `all marks are entered, or none`() throws {
        let room = try graded()
        let orders = [order("1", "a", 1), order("1", "b", 9), order("2", "a", 1)]
        let refusal = #expect(throws: MarkRefusal.self) { try room.gradebook.give(orders, by: "ada") }
        #expect(refusal?.order == 1)
        #expect(try room.gradebook.markHistory().isEmpty)
        #expect(throws: MarkRefusal.self) {
            try room.gradebook.give([order("1", "a", 1), order("1", "a", 2)], by: "ada")
        }
    }

    @Test func `an attempt that is not there is named with those that are`() throws {
        let room = try graded(["int a;", "int b;"])
        #expect { try room.gradebook.give([order("1", "a", 1, attempt: 3)], by: "ada") } throws: {
            "\($0)" == "1 has no attempt 3: there are 1, 2"
        }
    }

    @Test func `items without a check wait for a person, and are not 0 until then`() throws {
        let room = try graded(policy: "items: {style: 3, talk: {points: 5, of: student}}")
        var result = try student(room)
        #expect(result.maxScore == 12 && result.score == 4 && result.mark == nil && result.unmeasured == 8)
        try room.gradebook.give([order("1", "style", 1.25), order("1", "talk", 5)], by: "ada")
        result = try student(room)
        #expect(result.mark == 10.25 && result.unmeasured == 0)
        // The talk was held, whatever is handed in later; the style is that of other sources.
        try room.enter("1", "int b;", submitted: 5000)
        try room.grade()
        result = try student(room)
        #expect(result.score == 9 && result.mark == nil)
    }

    @Test func `a talk can be marked before anything is handed in`() throws {
        let room = try graded(policy: "items: {style: 3, talk: {points: 5, of: student}}")
        try room.gradebook.enter(Student(id: "2", name: "Bob"), .problem("nothing was handed in"))
        try room.gradebook.give([order("2", "talk", 5)], by: "ada")
        #expect { try room.gradebook.give([order("2", "style", 3)], by: "ada") } throws: {
            "\($0)".contains("has handed in nothing")
        }
        #expect(try student(room, "2").mark == nil)
        try room.enter("2", "int b;")
        try room.grade()
        #expect(try student(room, "2").score == 9)
    }

    @Test func `lateness takes no share of what a person marks`() throws {
        let room = try graded(
            ["int a;", "int b;"],
            policy: "items: {talk: 6}\ndeadline: 1970-01-01T00:00:00Z\nper-day: 50%\nround: 1 up\n")
        try room.gradebook.give([order("1", "talk", 5.5)], by: "ada")
        #expect(try student(room).current?.penalty?.points == 2)
        #expect(try student(room).score == 8)
    }

    @Test func `a mark from an earlier version counts for every attempt, as it did`() throws {
        let room = try Classroom()
        let folder = "\(room.folder)/old"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let old = try DatabaseQueue(path: "\(folder)/gradebook.sqlite")
        try Gradebook.migrator.migrate(old, upTo: "4")
        try old.write { database in
            try database.execute(
                sql: """
                    INSERT INTO student VALUES ('1', 'Ada', '{}', NULL);
                    INSERT INTO submission VALUES ('h'), ('i');
                    INSERT INTO attempt VALUES ('1', 1, 'h', NULL), ('1', 2, 'i', NULL);
                    INSERT INTO definition VALUES ('a', 0, 'does a', '1-lab', 2, '', '[]', 1, 0, 'f');
                    INSERT INTO hand_mark (student, definition, points, why, given) VALUES ('1', 'a', 1.5, 'ok', 1);
                    """)
        }
        try old.close()
        let opened = try Gradebook.open(folder)
        let student = try #require(try opened.classResult().students.first)
        #expect(student.score == 1.5 && student.attempts.allSatisfy { student.score(of: $0) == 1.5 })
        try opened.give([order("1", "a", nil)], by: "ada")
        #expect(try opened.classResult().students.first?.handMarks.isEmpty == true)
    }

    @Test func `a comment stands at a line of its attempt until it is taken back`() throws {
        let room = try graded(["int a;\nint b;"])
        let comment = try room.gradebook.comment(
            "1", at: SourcePlace(file: "mtest.c", line: 2), "why b?", by: "ada", given: 7)
        #expect(
            try student(room).comments
                == [LineComment(id: comment.id, path: "mtest.c", line: 2, text: "why b?", author: "ada", given: 7)])
        #expect { try room.gradebook.comment("1", at: SourcePlace(file: "mtest.c", line: 3), "", by: "a") } throws: {
            "\($0)".contains("it has 2 lines")
        }
        #expect { try room.gradebook.comment("1", at: SourcePlace(file: "x.c", line: 1), "", by: "a") } throws: {
            "\($0)".contains("it has mtest.c")
        }
        try room.gradebook.removeComment(comment.id, of: "1")
        #expect(try student(room).comments.isEmpty)
        #expect(throws: MarkFlaw.noComment(comment.id, student: "1")) {
            try room.gradebook.removeComment(comment.id, of: "1")
        }
    }
}
