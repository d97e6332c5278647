import FoundationEssentials
import Gradebook
import Results
import Testing

/// A gradebook in which each lab has its deadline.
struct LabDeadlineTests {
    private static let day = 86400.0

    /// Enters an attempt and grades it: `passed` are the ids of the checks that pass.
    private func handIn(_ room: Classroom, _ text: String, day: Double, passed: Set<String>, _ plan: Plan) throws {
        try room.enter("1", text, submitted: day * Self.day)
        try room.gradebook.adopt(plan)
        let batch = try room.gradebook.begin()
        for work in try room.gradebook.pending(plan) {
            guard case .taken(let work) = try room.gradebook.claim(work, plan, batch) else { continue }
            try room.gradebook.record(
                work.key, plan, Classroom.result(work.checks.map { ($0, passed.contains($0) ? .pass : .fail) }))
        }
        try room.gradebook.end(batch)
    }

    private func plan() -> Plan {
        func definition(_ id: String, _ lab: String) -> CheckDefinition {
            CheckDefinition(CheckHeading(id: id, title: id, lab: lab, points: 10), fingerprint: "f")
        }
        return Classroom.plan([definition("a", "1-proc"), definition("b", "2-findpage"), definition("c", "3-writeval")])
    }

    private func room(_ more: String = "") throws -> Classroom {
        let room = try Classroom()
        let policy = """
            zone: UTC
            per-day: 10%
            labs: {"1": 1970-01-02 00:00, 2-findpage: {deadline: 1970-01-09 00:00}, "3": {deadline: 1970-01-16 00:00}}

            """
        try (policy + more).write(toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        return room
    }

    @Test func `handing in the next lab costs nothing of the one before`() throws {
        let (room, plan) = (try room(), plan())
        try handIn(room, "one", day: 0.5, passed: ["a"], plan)
        try handIn(room, "two", day: 7.5, passed: ["a", "b"], plan)
        try handIn(room, "three", day: 14.5, passed: ["a", "b", "c"], plan)
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.score == 30 && student.current?.penalty == nil)
        #expect(student.current?.labsFrom == ["1-proc": 1, "2-findpage": 2])
    }

    @Test func `a lab that was mended late counts from where it is worth most`() throws {
        let (room, plan) = (try room(), plan())
        try handIn(room, "one", day: 0.5, passed: [], plan)
        // A day and a half after the deadline of lab 1: two days late.
        try handIn(room, "two", day: 2.5, passed: ["a"], plan)
        try handIn(room, "three", day: 14.5, passed: ["c"], plan)
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.current?.penalty?.days == 2)
        #expect(student.score == 18)
        #expect(student.current?.result.checks.map(\.score) == [10, 0, 10])
    }

    @Test func `late days of the term are spent on the earlier lab first`() throws {
        let (room, plan) = (try room("late-days: 3\n"), plan())
        // Two days late for lab 1; then two days late for lab 2, of which one is free.
        try handIn(room, "one", day: 2.5, passed: ["a"], plan)
        try handIn(room, "two", day: 9.5, passed: ["a", "b"], plan)
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.current?.penalty?.free == 3)
        #expect(student.score == 19)
        try handIn(room, "three", day: 10.5, passed: ["a", "b", "c"], plan)
        #expect(try room.gradebook.classResult().students.first?.score == 29)
    }

    @Test func `attempts that came together are all graded`() throws {
        let (room, plan) = (try room(), plan())
        try room.enter("1", "one", submitted: 0.5 * Self.day)
        try room.enter("1", "two", submitted: 7.5 * Self.day)
        #expect(try room.gradebook.pending(plan).count == 2)
    }

    @Test func `a mark by hand counts where its lab counts from`() throws {
        let (room, plan) = (try room(), plan())
        try handIn(room, "one", day: 0.5, passed: ["a"], plan)
        try room.gradebook.mark(student: "1", check: "a", points: 9, why: "style")
        try handIn(room, "two", day: 7.5, passed: ["b"], plan)
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.score == 19 && student.lapsedMarks.isEmpty)
    }

    @Test func `a part of the rubric is measured and reported alone, and the rest stays`() throws {
        let (room, whole) = (try room(), plan())
        try handIn(room, "one", day: 0.5, passed: ["a", "b"], whole)
        let part = try room.gradebook.plan(
            whole.definitions, only: ["b"], kernels: [NamedKernel(name: "6.1", release: "6.1")], grader: "1")
        #expect(part.definitions == whole.definitions)
        #expect(try room.gradebook.pending(part).isEmpty)
        var edited = whole.definitions
        edited[1].fingerprint = "g"
        edited[2].fingerprint = "g"
        let other = try room.gradebook.plan(
            edited, only: ["b"], kernels: [NamedKernel(name: "6.1", release: "6.1")], grader: "1")
        try room.gradebook.adopt(other)
        #expect(try room.gradebook.pending(other).map(\.checks) == [["b"]])
        let only = try #require(try room.gradebook.classResult(only: ["a"]).students.first)
        #expect(only.maxScore == 10 && only.score == 10)
    }

    @Test func `a gradebook grows lab by lab`() throws {
        let (room, whole) = (try room(), plan())
        let first = try room.gradebook.plan(
            whole.definitions, only: ["a"], kernels: [NamedKernel(name: "6.1", release: "6.1")], grader: "1")
        try handIn(room, "one", day: 0.5, passed: ["a"], first)
        #expect(try room.gradebook.classResult().students.first?.maxScore == 10)
        let second = try room.gradebook.plan(
            whole.definitions, only: ["b"], kernels: [NamedKernel(name: "6.1", release: "6.1")], grader: "1")
        try handIn(room, "two", day: 7.5, passed: ["a", "b"], second)
        #expect(try room.gradebook.classResult().students.first?.maxScore == 20)
    }
}
