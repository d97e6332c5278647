import FoundationEssentials
import Results
import Testing
import Words

@testable import Gradebook

/// What the strict kernel says of a class's submissions.
@Suite struct StrictTests {
    private static let strict = CheckDefinition(
        StrictCheck.heading(points: 0), fingerprint: StrictCheck.fingerprint(release: "6.1-strict"))

    private static func plan(kernels: [String] = ["6.1"], isStrict: Bool = true) -> Plan {
        Plan(
            definitions: [Classroom.definition("a")] + (isStrict ? [strict] : []),
            kernels: kernels.map { NamedKernel(name: $0, release: $0) }, grader: "1")
    }

    private static func finding(_ mistake: String, line: Int) -> Remark {
        Remark(
            severity: StrictCheck.severity, file: "mtest.c", line: line, message: "said [\(mistake)]", mistake: mistake)
    }

    /// A class of one whose submission passes its only check, and of which the strict kernel says this.
    private static func student(
        _ status: CheckResult.Status, _ findings: [Remark], policy: String, _ plan: Plan = plan()
    ) throws -> StudentResult {
        let room = try Classroom()
        try policy.write(toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        try room.enter("ada", "int a;")
        try grade(room, plan, status, findings)
        return try #require(try room.gradebook.classResult().students.first)
    }

    private static func grade(
        _ room: Classroom, _ plan: Plan, _ status: CheckResult.Status, _ findings: [Remark]
    ) throws {
        try room.gradebook.adopt(plan)
        let batch = try room.gradebook.begin()
        for work in try room.gradebook.pending(plan) {
            guard case .taken(let work) = try room.gradebook.claim(work, plan, batch) else { continue }
            var result = Classroom.result(work.checks.map { ($0, $0 == StrictCheck.id ? status : .pass) })
            result.remarks = [Remark(severity: "warning", message: "unused")]
            if work.checks.contains(StrictCheck.id) { result.remarks += findings }
            try room.gradebook.record(work.key, plan.on(work.kernel), result)
        }
        try room.gradebook.end(batch)
    }

    private static let two = [finding("memory-leaked", line: 7), finding("mmap-lock-missing", line: 9)]

    @Test func `without a word in the policy, findings are remarks and cost nothing`() throws {
        let student = try Self.student(.fail, Self.two, policy: "round: 0.5\n")
        #expect(student.current?.result.checks.map(\.id) == ["a"])
        #expect(student.mark == 2)
        #expect(student.current?.result.remarks.strictMistakes == ["memory-leaked", "mmap-lock-missing"])
    }

    @Test(
        arguments: [
            ("strict: 6", 0), ("strict: {points: 6, each: 2}", 2),
            ("strict: {points: 6, each: 2, memory-leaked: 1}", 3),
            ("strict: {points: 6, each: 9}", 0), ("strict: {points: 6, each: 0}", 6),
        ] as [(String, Double)])
    func `each mistake costs what the policy says, and never more than the points to be had`(
        policy: String, left: Double
    ) throws {
        let student = try Self.student(.fail, Self.two + [Self.finding("memory-leaked", line: 30)], policy: policy)
        #expect(student.current?.result.checks.map(\.score) == [2, left])
        #expect(student.maxScore == 8)
    }

    @Test func `a module of which it says nothing has all the points`() throws {
        #expect(try Self.student(.pass, [], policy: "strict: {points: 6, each: 2}").mark == 8)
    }

    @Test func `what this kernel cannot do with a module is not in the maximum`() throws {
        let student = try Self.student(.notApplicable, [], policy: "strict: 6")
        #expect(student.mark == 2)
        #expect(student.maxScore == 2)
    }

    @Test func `where the grader failed there is no mark yet, and the next batch tries again`() throws {
        let room = try Classroom()
        try "strict: 6\n".write(toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        try room.enter("ada", "int a;")
        try Self.grade(room, Self.plan(), .error, [])
        #expect(try room.gradebook.classResult().students.first?.mark == nil)
        #expect(try room.gradebook.pending(Self.plan()).map(\.checks) == [[StrictCheck.id]])
        try Self.grade(room, Self.plan(), .pass, [])
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.mark == 8)
        // The compiler's remarks are those of the latest run, and the findings those of the run that looked.
        #expect(student.current?.result.remarks.map(\.message) == ["unused"])
    }

    @Test func `a class that was not graded on the strict kernel yet has no marks by it`() throws {
        let student = try Self.student(.pass, [], policy: "strict: 6", Self.plan(isStrict: false))
        #expect(student.current?.result.checks.map(\.status) == [.pass, .error])
        #expect(student.mark == nil)
    }

    @Test func `of several kernels it is asked beside the first, once`() throws {
        let plan = Self.plan(kernels: ["5.10", "6.12"])
        let room = try Classroom()
        try "kernels: [5.10, 6.12]\nstrict: {points: 6, each: 2}\n".write(
            toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        try room.enter("ada", "int a;")
        #expect(try room.gradebook.pending(plan).map(\.checks) == [["a", StrictCheck.id], ["a"]])
        try Self.grade(room, plan, .fail, Self.two)
        let student = try #require(try room.gradebook.classResult().students.first)
        #expect(student.mark == 4)
        #expect(student.current?.outdated == [])
        #expect(student.current?.result.remarks.map(\.severity) == ["warning", "strict", "strict"])
    }

    @Test func `another strict kernel judges anew`() throws {
        let room = try Classroom()
        try room.enter("ada", "int a;")
        try Self.grade(room, Self.plan(), .pass, [])
        var plan = Self.plan()
        plan.definitions[1].fingerprint = StrictCheck.fingerprint(release: "6.2-strict")
        #expect(try room.gradebook.pending(plan).map(\.checks) == [[StrictCheck.id]])
    }

    @Test func `a mark by hand may stand in its place`() throws {
        let room = try Classroom()
        try "strict: 6\n".write(toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        try room.enter("ada", "int a;")
        try Self.grade(room, Self.plan(), .fail, Self.two)
        try room.gradebook.give(
            [MarkOrder(student: "ada", item: StrictCheck.id, points: Hundredths(5), why: "a false alarm")], by: "me")
        #expect(try room.gradebook.classResult().students.first?.mark == 7)
    }

    @Test func `a mistake that it does not tell of is refused, with those that it does`() {
        do {
            _ = try Policy.parse("strict: {points: 6, memory-leakd: 3}", file: "policy.yml")
            Issue.record("it was taken")
        } catch {
            #expect(error.line == 1)
            #expect(error.reason.contains("“memory-leakd” is no mistake that the strict kernel tells of"))
            #expect(error.reason.contains("memory-leaked"))
        }
        for text in ["strict: much", "strict: {each: 2}", "strict: [6]", "strict: {points: -1}"] {
            #expect(throws: Policy.Flaw.self) { try Policy.parse(text, file: "policy.yml") }
        }
    }
}
