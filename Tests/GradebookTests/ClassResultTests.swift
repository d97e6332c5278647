import FoundationEssentials
import GRDB
import Gradebook
import Results
import Testing

struct ClassResultTests {
    @Test func `what is not graded yet is an error and not a failure`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.gradebook.adopt(Classroom.plan())
        let checks = try #require(try room.gradebook.classResult().students.first?.current).result.checks
        #expect(checks.map(\.status) == [.error, .error])
        #expect(checks.first?.message.contains("not graded yet") == true)
    }

    @Test func `what the grader could not do is neither earned nor lost`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade(status: .error)
        #expect(try room.gradebook.classResult().students.first?.unmeasured == 4)
        try room.gradebook.mark(student: "1", check: "b", points: 1, why: "by eye")
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.unmeasured == 2 && student.score == 1)
    }

    @Test func `a student with nothing to grade is there with the reason`() throws {
        let room = try Classroom()
        try room.gradebook.enter(Student(id: "1", name: "Ada"), .problem("the archive is damaged"))
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.problem == "the archive is damaged" && student.attempts.isEmpty)
        // What comes later heals it.
        try room.enter("1", "int a;")
        #expect(try room.gradebook.classResult().students.first?.problem == nil)
    }

    @Test func `a mark by hand stands beside the measured one and survives regrading`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade(status: .fail)
        try room.gradebook.mark(student: "1", check: "b", points: 1.5, why: "right idea", given: 1)
        let edited = Classroom.plan([Classroom.definition("a"), Classroom.definition("b", fingerprint: "other")])
        try room.grade(edited, status: .fail)
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(
            student.handMarks
                == [HandMark(check: "b", points: 1.5, why: "right idea", given: 1, attempt: 1)])
        #expect(student.current?.result.score == 0)
        #expect(student.score == 1.5)
    }

    @Test func `the kernel log is of every run that a verdict comes from`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade(log: "first")
        try room.grade(
            Classroom.plan([Classroom.definition("a"), Classroom.definition("b", fingerprint: "other")]), log: "second")
        #expect(try room.gradebook.classResult().students.first?.current?.result.kernelLog == "first\nsecond")
        let both = [Classroom.definition("a", fingerprint: "other"), Classroom.definition("b", fingerprint: "other")]
        try room.grade(Classroom.plan(both), log: "third")
        #expect(try room.gradebook.classResult().students.first?.current?.result.kernelLog == "second\nthird")
    }

    @Test func `a mark by hand can be taken back`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade()
        try room.gradebook.mark(student: "1", check: "b", points: 0, why: "copied")
        try room.gradebook.mark(student: "1", check: "b", points: nil, why: "it was not")
        #expect(try room.gradebook.classResult().students.first?.score == 4)
    }

    @Test func `a mark for an unknown student or check is refused, and the known ones are named`() throws {
        let room = try Classroom()
        try room.enter("ada-1", "int a;")
        try room.grade()
        #expect(throws: GradebookError.noStudent("ada", similar: ["ada-1"])) {
            try room.gradebook.mark(student: "ada", check: "a", points: 1, why: "")
        }
        #expect(throws: GradebookError.noCheck("c", known: ["a", "b"])) {
            try room.gradebook.mark(student: "ada-1", check: "c", points: 1, why: "")
        }
    }

    @Test func `a changed policy counts without grading`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;", submitted: 90_000)
        try room.grade()
        #expect(try room.gradebook.classResult().students.first?.score == 4)
        try "deadline: 1970-01-01T00:00:00Z\nper-day: 25%\n".write(
            toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.current?.penalty?.days == 2)
        #expect(student.score == 2)
    }

    @Test(arguments: [
        "UPDATE run SET remarks = '{'", "UPDATE student SET aliases = x'00ff'", "UPDATE attempt SET number = 'many'",
        "UPDATE run SET duration = 'long'", "UPDATE verdict SET share = 'all'",
        "UPDATE definition SET hints = 'none'",
        "INSERT INTO choice VALUES (1, '1', 'many', '', 0)", "UPDATE attempt SET place = 'first', submitted = 'late'",
    ])
    func `a value of another kind is damage, and ends nothing`(change: String) throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade()
        try DatabaseQueue(path: "\(room.folder)/gradebook.sqlite").write { try $0.execute(sql: change) }
        let error = #expect(throws: GradebookError.self) { try Gradebook.open(room.folder).classResult() }
        guard case .damaged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `the gradebook is the same after it was closed`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade()
        let before = try room.gradebook.classResult()
        #expect(try Gradebook.open(room.folder).classResult() == before)
    }

    @Test func `a folder without a gradebook is reported`() {
        #expect(throws: GradebookError.absent(folder: "/nowhere")) { try Gradebook.open("/nowhere") }
    }
}
