import Gradebook
import Results
import Testing

@Suite struct ReadingTests {
    private static func room() throws -> Classroom {
        let room = try Classroom()
        try room.enter("ada", "int a;", submitted: 1000)
        try room.enter("bob", "int b;", submitted: 2000)
        try room.grade(log: "first")
        try room.enter("ada", "int a2;", submitted: 3000)
        try room.grade(status: .fail, log: "second")
        return room
    }

    @Test func `marks have neither sources nor logs, and are else the class's results`() throws {
        let room = try Self.room()
        let (marks, material) = try room.gradebook.marks()
        #expect(marks.students.flatMap(\.attempts).allSatisfy { $0.sources.isEmpty && $0.result.kernelLog.isEmpty })
        let whole = try room.gradebook.classResult()
        #expect(try marks.students.map(material.whole) == whole.students)
        #expect(whole.students[0].attempts.map(\.result.kernelLog) == ["first", "second"])
    }

    @Test func `a page has all sources, and the log of the attempt that counts`() throws {
        let room = try Self.room()
        let (marks, material) = try room.gradebook.marks()
        let shown = try material.shown(marks.students[0])
        #expect(shown.attempts.map { $0.sources.map(\.text) } == [["int a;"], ["int a2;"]])
        #expect(shown.attempts.map(\.result.kernelLog) == ["", "second"])
    }

    @Test func `what is graded after marks were read changes nothing of what belongs to them`() throws {
        let room = try Self.room()
        let (marks, material) = try room.gradebook.marks()
        let before = try material.whole(marks.students[0])
        try room.grade(Classroom.plan([Classroom.definition("c")]), log: "third")
        #expect(try material.whole(marks.students[0]) == before)
        #expect(try room.gradebook.classResult().students[0].current?.result.kernelLog == "third")
    }

    @Test func `verdicts are entered as they were measured, with their style notes`() throws {
        let room = try Classroom()
        try room.enter("ada", "int a;")
        let plan = Classroom.plan([Classroom.definition("a")])
        try room.gradebook.adopt(plan)
        let batch = try room.gradebook.begin()
        let work = try #require(try room.gradebook.pending(plan).first)
        _ = try room.gradebook.claim(work, plan, batch)
        let heading = plan.definitions[0].heading
        let check = CheckResult(
            heading, status: .fail, message: "m", symptom: "s", diagnosis: "d", mistake: "mi", asked: "as",
            expected: "e/x", actual: "ac\u{e9}", lesson: "l", advice: "ad", styleNotes: ["a/b", "\"c\""])
        try room.gradebook.record(
            work.key, plan, SubmissionResult(kernel: "6.1", duration: 1, checks: [check]))
        #expect(try room.gradebook.marks().result.students[0].current?.result.checks == [check])
    }
}
