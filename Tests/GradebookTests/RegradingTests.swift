import Results
import Testing

@testable import Gradebook

/// Grading anew from the gradebook's own sources.
struct RegradingTests {
    private static let edited = Classroom.plan([
        Classroom.definition("a"), Classroom.definition("b", fingerprint: "other"),
    ])

    private func graded(_ ids: [String] = ["1", "2", "3"]) throws -> Classroom {
        let room = try Classroom()
        for id in ids { try room.enter(id, "int a\(id);") }
        try room.grade()
        return room
    }

    /// Grades `students` as part of a regrading, and leaves the others as if it had been interrupted.
    private func regrade(
        _ room: Classroom, _ plan: Plan = Classroom.plan(), isAnew: Bool = true, only students: Set<String>? = nil,
        status: CheckResult.Status = .fail
    ) throws -> Regrading {
        var plan = plan
        let regrading = try room.gradebook.beginRegrading(plan, isAnew: isAnew)
        plan.regrading = regrading
        try room.gradebook.adopt(plan)
        let batch = try room.gradebook.begin()
        for work in try room.gradebook.pending(plan) where students?.contains(work.student) != false {
            guard case .taken(let work) = try room.gradebook.claim(work, plan, batch) else { continue }
            try room.gradebook.record(work.key, plan, Classroom.result(work.checks.map { ($0, status) }))
        }
        try room.gradebook.end(batch)
        if students == nil { try room.gradebook.end(regrading) }
        return regrading
    }

    private func scores(_ room: Classroom) throws -> [Double] { try room.gradebook.classResult().students.map(\.score) }

    @Test func `verdicts are replaced one by one, and who was not reached keeps the old ones`() throws {
        let room = try graded()
        #expect(try room.gradebook.preview(Classroom.plan(), isAnew: true).count == 3)
        #expect(try room.gradebook.preview(Classroom.plan(), isAnew: false).isEmpty)
        _ = try regrade(room, only: ["2"])
        #expect(try scores(room) == [4, 0, 4])
        // The same again goes on where it was.
        #expect(try room.gradebook.preview(Classroom.plan(), isAnew: true).map(\.student) == ["1", "3"])
        let regrading = try regrade(room)
        #expect(try scores(room) == [0, 0, 0])
        #expect(try room.gradebook.changes(by: regrading).map(\.student.id) == ["1", "2", "3"])
    }

    @Test func `a regrading that is called off leaves everything as it was`() throws {
        let room = try graded()
        let (rows, before) = (try room.gradebook.rows(), try room.gradebook.classResult())
        for students: Set<String>? in [["2"], nil] {
            _ = try regrade(room, only: students)
            #expect(try room.gradebook.classResult() != before)
            try room.gradebook.callOff()
            #expect(try room.gradebook.rows() == rows)
            #expect(try room.gradebook.classResult() == before)
        }
        #expect(throws: GradebookError.noRegrading(folder: room.folder)) { try room.gradebook.callOff() }
    }

    @Test func `regradings are called off from the last to the first`() throws {
        let room = try graded(["1"])
        _ = try regrade(room)
        _ = try regrade(room, status: .skipped)
        func status() throws -> CheckResult.Status? {
            try room.gradebook.classResult().students.first?.current?.result.checks.first?.status
        }
        #expect(try status() == .skipped)
        try room.gradebook.callOff()
        #expect(try status() == .fail)
        try room.gradebook.callOff()
        #expect(try status() == .pass)
    }

    @Test func `an edited rubric is called off with its points`() throws {
        let room = try graded()
        let before = try room.gradebook.classResult()
        var plan = Self.edited
        plan.definitions[0].heading.points = 7
        let regrading = try regrade(room, plan, isAnew: false)
        #expect(try scores(room) == [7, 7, 7])
        #expect(try room.gradebook.classResult(before: regrading) == before)
        try room.gradebook.callOff()
        #expect(try room.gradebook.classResult() == before)
    }

    @Test func `a regrading of what a batch of few has begun is called off for all but these`() throws {
        let room = try graded()
        try room.gradebook.adopt(Self.edited)
        _ = try regrade(room, Self.edited, isAnew: false)
        #expect(try scores(room) == [2, 2, 2])
        try room.gradebook.callOff()
        #expect(try scores(room) == [4, 4, 4])
        #expect(try room.gradebook.waiting().count == 3)
    }

    @Test func `an edited check is not taken from those who were not graded by it`() throws {
        let room = try graded()
        // A batch of one, after the edit.
        try room.gradebook.adopt(Self.edited)
        let batch = try room.gradebook.begin()
        let work = try #require(try room.gradebook.pending(Self.edited).first { $0.student == "2" })
        guard case .taken(let taken) = try room.gradebook.claim(work, Self.edited, batch) else {
            Issue.record("the work was not free")
            return
        }
        try room.gradebook.record(taken.key, Self.edited, Classroom.result(taken.checks.map { ($0, .fail) }))
        #expect(try scores(room) == [4, 2, 4])
        let students = try room.gradebook.classResult().students
        #expect(students.map { $0.current?.outdated } == [["b"], [], ["b"]])
        #expect(students.allSatisfy { $0.unmeasured == 0 })
        #expect(try room.gradebook.waiting().map(\.student) == ["1", "3"])
    }

    @Test func `a later version of the grader takes no mark away`() throws {
        let room = try graded()
        var plan = Classroom.plan()
        (plan.grader, plan.kernel) = ("2", "6.12")
        try room.gradebook.adopt(plan)
        #expect(try scores(room) == [4, 4, 4])
        #expect(try room.gradebook.waiting().count == 3)
    }

    @Test func `an error of the grader's takes the place of no verdict`() throws {
        let room = try graded()
        _ = try regrade(room, status: .error)
        #expect(try scores(room) == [4, 4, 4])
        _ = try regrade(room, Self.edited, isAnew: false, status: .error)
        #expect(try scores(room) == [4, 4, 4])
        #expect(try room.gradebook.classResult().students.first?.current?.outdated == ["b"])
    }

    @Test func `who wins and who loses is told, with the checks`() throws {
        let room = try graded()
        try room.gradebook.mark(student: "3", check: "b", points: 2, why: "by eye")
        let regrading = try regrade(room, Self.edited, isAnew: false)
        let changes = try room.gradebook.changes(by: regrading)
        #expect(changes.map(\.student.id) == ["1", "2", "3"])
        #expect(changes.map(\.gain) == [-2, -2, 0])
        #expect(
            changes.first?.checks == [
                MarkChange.Check(
                    id: "b", before: MarkChange.Outcome(status: .pass, points: 2),
                    after: MarkChange.Outcome(status: .fail, points: 0))
            ])
    }

    @Test func `who is graded for the first time is no change`() throws {
        let room = try graded(["1"])
        try room.enter("2", "int b;")
        let regrading = try regrade(room)
        #expect(try room.gradebook.changes(by: regrading).map(\.student.id) == ["1"])
    }

    @Test func `a plain batch replaces nothing while a regrading is open`() throws {
        let room = try graded()
        _ = try regrade(room, only: ["1"])
        try room.grade(status: .fail)
        #expect(try scores(room) == [0, 4, 4])
    }
}
