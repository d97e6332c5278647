import Gradebook
import Results
import Testing

struct WorkTests {
    @Test func `what is graded is not pending`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        #expect(try room.gradebook.pending(Classroom.plan()).map(\.checks) == [["a", "b"]])
        try room.grade()
        #expect(try room.gradebook.pending(Classroom.plan()).isEmpty)
    }

    @Test func `an edited check alone pends again`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade()
        let edited = Classroom.plan([Classroom.definition("a"), Classroom.definition("b", fingerprint: "other")])
        #expect(try room.gradebook.pending(edited).map(\.checks) == [["b"]])
    }

    @Test func `a grading of some checks knows how the others ended`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade(status: .fail, symptom: "refused")
        let edited = Classroom.plan([Classroom.definition("a"), Classroom.definition("b", fingerprint: "other")])
        let batch = try room.gradebook.begin()
        let work = try #require(try room.gradebook.pending(edited).first)
        guard case .taken(let taken) = try room.gradebook.claim(work, edited, batch) else {
            Issue.record("the work was not free")
            return
        }
        #expect(taken.checks == ["b"])
        #expect(taken.settled == [SettledCheck(id: "a", status: .fail, symptom: "refused")])
    }

    @Test func `new points need no grading and count at once`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade()
        let edited = Classroom.plan([Classroom.definition("a", points: 5), Classroom.definition("b")])
        #expect(try room.gradebook.pending(edited).isEmpty)
        try room.gradebook.adopt(edited)
        #expect(try room.gradebook.classResult().students.map(\.score) == [7])
    }

    @Test func `another kernel or grader pends again`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.grade()
        var plan = Plan(definitions: Classroom.plan().definitions, kernel: "6.12", grader: "1")
        #expect(try room.gradebook.pending(plan).count == 1)
        plan = Classroom.plan()
        plan.grader = "2"
        #expect(try room.gradebook.pending(plan).count == 1)
    }

    @Test func `an error of the grader's own is tried again but not for ever`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        let plan = Classroom.plan()
        for _ in 0..<plan.tries {
            #expect(try room.gradebook.pending(plan).count == 1)
            try room.grade(status: .error)
        }
        #expect(try room.gradebook.pending(plan).isEmpty)
    }

    @Test func `a wrong answer is never replaced`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        let key = try #require(try room.gradebook.pending(Classroom.plan()).first?.key)
        try room.grade(status: .fail)
        try room.gradebook.record(key, Classroom.plan(), Classroom.result([("a", .pass), ("b", .pass)]))
        #expect(try room.gradebook.classResult().students.first?.score == 0)
    }

    @Test func `two batches never hold the same work`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        let plan = Classroom.plan()
        let work = try #require(try room.gradebook.pending(plan).first)
        let (one, other) = (try room.gradebook.begin(), try room.gradebook.begin())
        #expect(try room.gradebook.claim(work, plan, one) == .taken(work))
        #expect(try room.gradebook.claim(work, plan, other) == .held(byBatch: one.id))
        try room.gradebook.record(work.key, plan, Classroom.result([("a", .pass), ("b", .fail)]))
        #expect(try room.gradebook.claim(work, plan, other) == .done)
    }

    @Test func `the claim of a batch that died is free`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        let plan = Classroom.plan()
        let work = try #require(try room.gradebook.pending(plan).first)
        // Dies without a word: its lock goes, its rows stay.
        do {
            let dead = try room.gradebook.begin()
            #expect(try room.gradebook.claim(work, plan, dead) == .taken(work))
        }
        let other = try room.gradebook.begin()
        #expect(try room.gradebook.claim(work, plan, other) == .taken(work))
    }

    @Test func `students with the same sources have seeds of their own`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        try room.enter("2", "int a;")
        let work = try room.gradebook.pending(Classroom.plan())
        #expect(Set(work.map(\.key.submission)).count == 1)
        #expect(Set(work.map(\.key.seed)).count == 2)
        // And the same again in another gradebook with the class's seed.
        let again = try Classroom()
        try again.enter("2", "int a;")
        #expect(try again.gradebook.pending(Classroom.plan()).first?.key == work.last?.key)
    }
}
