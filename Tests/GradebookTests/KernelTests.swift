import Foundation
import GRDB
import Results
import Testing
import Words

@testable import Gradebook

/// A class that is graded on several kernels.
@Suite struct KernelTests {
    private static let (old, new) = (
        NamedKernel(name: "5.10", release: "5.10.0-46"), NamedKernel(name: "6.12", release: "6.12.117+deb12")
    )

    private static func plan(_ kernels: [NamedKernel] = [old, new]) -> Plan {
        Plan(
            definitions: [Classroom.definition("a"), Classroom.definition("b")], kernels: kernels, grader: "1")
    }

    /// Grades everything that is pending, on each kernel with the statuses of it; what is not named passes.
    private static func grade(
        _ room: Classroom, _ plan: Plan = plan(), _ statuses: [String: [String: CheckResult.Status]] = [:]
    ) throws {
        try room.gradebook.adopt(plan)
        let batch = try room.gradebook.begin()
        for work in try room.gradebook.pending(plan) {
            guard case .taken(let work) = try room.gradebook.claim(work, plan, batch) else { continue }
            var result = Classroom.result(
                work.checks.map { ($0, statuses[work.kernel]?[$0] ?? .pass) }, log: "log of \(work.kernel)\n")
            result.kernel = work.kernel
            try room.gradebook.record(work.key, plan.on(work.kernel), result)
        }
        try room.gradebook.end(batch)
    }

    private static func room(_ statuses: [String: [String: CheckResult.Status]], policy: String = "") throws
        -> Classroom
    {
        let room = try Classroom()
        if !policy.isEmpty { try policy.write(toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8) }
        try room.enter("ada", "int a;")
        try grade(room, plan(), statuses)
        return room
    }

    private static func student(_ room: Classroom) throws -> StudentResult {
        try #require(try room.gradebook.classResult().students.first)
    }

    private static let worst = "kernels: [5.10, 6.12]\nkernel-counts: worst\n"
    private static let first = "kernels: [5.10, 6.12]\nkernel-counts: first\n"

    @Test func `each submission is a piece of work on each kernel, one kernel after the other`() throws {
        let room = try Classroom()
        for id in ["ada", "bob"] { try room.enter(id, "int \(id);") }
        let pending = try room.gradebook.pending(Self.plan())
        #expect(pending.map(\.kernel) == ["5.10.0-46", "5.10.0-46", "6.12.117+deb12", "6.12.117+deb12"])
        let batch = try room.gradebook.begin()
        // Two workers may have one submission, on two kernels.
        for work in pending {
            guard case .taken = try room.gradebook.claim(work, Self.plan(), batch) else { throw Held() }
        }
        #expect(try room.gradebook.holder(of: pending[0].task) == batch.id)
        try room.gradebook.release(pending[0].task)
        #expect(try room.gradebook.holder(of: pending[0].task) == nil)
        #expect(try room.gradebook.holder(of: pending[2].task) == batch.id)
    }

    private struct Held: Error {}

    @Test(arguments: [worst, ""]) func `a check counts as on the kernel where it goes worst`(policy: String) throws {
        let room = try Self.room(["6.12.117+deb12": ["b": .fail]], policy: policy)
        let student = try Self.student(room)
        #expect(student.score == 2)
        let checks = try #require(student.current?.result.checks)
        #expect(checks.map(\.status) == [.pass, .fail])
        #expect(checks[1].observedOn == ["6.12"])
        #expect(checks[1].kernelSentence == "fails on 6.12; passes on 5.10")
        #expect(checks[0].kernelSentence == nil)
        #expect(student.current?.outdated == [])
        #expect(student.current?.result.kernel == "5.10.0-46, 6.12.117+deb12")
        #expect(student.current?.result.kernelLog.contains("--- on 6.12.117+deb12\nlog of 6.12") == true)
    }

    @Test func `where the first kernel counts, what fails on the others costs nothing and is told`() throws {
        let room = try Self.room(["6.12.117+deb12": ["b": .fail]], policy: Self.first)
        let student = try Self.student(room)
        #expect(student.score == 4)
        let check = try #require(student.current?.result.checks.last)
        #expect(check.status == .pass)
        #expect(check.kernelSentence == "passes on 5.10; fails on 6.12, which does not count: said fail")
        #expect(check.story().contains { $0.label == .kernel && $0.text.contains("which does not count") })
        // The policy says which is the first, without a new batch.
        try "kernels: [6.12, 5.10]\nkernel-counts: first\n".write(
            toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        #expect(try Self.student(room).score == 2)
        #expect(try room.gradebook.classResult().remarks.filter { $0.contains("kernels") } == [])
    }

    @Test func `what one kernel does not have counts as on the other`() throws {
        for policy in [Self.worst, Self.first] {
            let room = try Self.room(
                ["5.10.0-46": ["a": .notApplicable, "b": .notApplicable], "6.12.117+deb12": ["b": .fail]],
                policy: policy)
            let student = try Self.student(room)
            #expect(student.current?.result.checks.map(\.status) == [.pass, .fail])
            #expect(student.maxScore == 4)
            #expect(
                student.current?.result.checks.first?.kernelSentence
                    == "passes on 6.12; not applicable on 5.10: said notApplicable")
        }
    }

    @Test func `a kernel on which the grader failed charges nobody, says so, and is tried again`() throws {
        let room = try Self.room(["6.12.117+deb12": ["a": .error, "b": .error], "5.10.0-46": ["b": .fail]])
        let student = try Self.student(room)
        let checks = try #require(student.current?.result.checks)
        #expect(checks.map(\.status) == [.pass, .fail])
        #expect(
            checks[0].kernelSentence
                == "passes on 5.10; not judged on 6.12, through no fault of the module: said error")
        #expect(try room.gradebook.waiting().map(\.kernel) == ["6.12.117+deb12"])
        // By the first alone, it is not judged.
        try "kernels: [6.12, 5.10]\nkernel-counts: first\n".write(
            toFile: room.gradebook.policyFile, atomically: true, encoding: .utf8)
        #expect(try Self.student(room).unmeasured == 4)
    }

    @Test func `a kernel that comes later is graded beside what was measured, which counts until then`() throws {
        let room = try Classroom()
        try room.enter("ada", "int a;")
        try Self.grade(room, Self.plan([Self.old]), ["5.10.0-46": ["a": .fail]])
        let before = try Self.student(room)
        #expect(before.current?.result.checks.allSatisfy(\.endings.isEmpty) == true)
        try room.gradebook.adopt(Self.plan())
        #expect(try room.gradebook.pending(Self.plan()).map(\.kernel) == ["6.12.117+deb12"])
        let between = try Self.student(room)
        #expect(between.score == before.score)
        #expect(between.current?.outdated == ["a", "b"])
        try Self.grade(room)
        #expect(try Self.student(room).current?.outdated == [])
        // What was measured on a kernel that is not graded on any more counts until there is something else.
        let other = NamedKernel(name: "7.3", release: "7.3.4")
        let third = NamedKernel(name: "6.1", release: "6.1.0-57")
        try room.gradebook.adopt(Self.plan([other, third]))
        let after = try Self.student(room)
        // The newest.
        #expect(after.score == 4)
        #expect(after.current?.outdated == ["a", "b"])
        #expect(after.current?.result.checks.allSatisfy(\.endings.isEmpty) == true)
    }

    @Test func `a grading anew on several kernels is called off on all`() throws {
        let room = try Self.room(["5.10.0-46": ["b": .fail]])
        let (rows, result) = (try room.gradebook.rows(), try room.gradebook.classResult())
        var plan = Self.plan([Self.new, NamedKernel(name: "7.3", release: "7.3.4")])
        plan.regrading = try room.gradebook.beginRegrading(plan, isAnew: true)
        try Self.grade(room, plan, ["7.3.4": ["a": .fail]])
        #expect(try room.gradebook.kernels().map(\.name) == ["6.12", "7.3"])
        let change = try #require(try plan.regrading.map { try room.gradebook.changes(by: $0) })
        #expect(change.first?.checks.map(\.id) == ["a", "b"])
        try room.gradebook.callOff()
        #expect(try room.gradebook.rows() == rows)
        #expect(try room.gradebook.classResult() == result)
        #expect(try room.gradebook.kernels() == [Self.old, Self.new])
    }

    @Test func `a gradebook of before has one kernel, and its claims stay`() throws {
        let room = try Classroom()
        let folder = "\(room.folder)/old"
        _ = try room.oldGradebook(folder, upTo: "requests") { database in
            try database.execute(
                sql: """
                    INSERT INTO setting VALUES ('kernel', '6.1'), ('grader', '1');
                    INSERT INTO batch VALUES ('b', 'h');
                    INSERT INTO submission VALUES ('x');
                    INSERT INTO claim VALUES ('x', 5, 'b');
                    """)
        }
        let gradebook = try Gradebook.open(folder)
        #expect(try gradebook.kernels() == [NamedKernel(name: "6.1", release: "6.1")])
        let claims = try gradebook.reader.read { try Row.fetchAll($0, sql: "SELECT kernel, batch FROM claim") }
        #expect(claims.map { "\($0["kernel"] ?? "") \($0["batch"] ?? "")" } == ["6.1 b"])
    }

    @Test func `the policy's kernels are read as they are written`() throws {
        let policy = try Policy.parse(Self.first, file: "policy.yml", clock: .utc)
        #expect(policy.kernels == ["5.10", "6.12"])
        #expect(policy.kernelCounting == .first)
        #expect(try Policy.parse("kernels: 6.12\n", file: "policy.yml", clock: .utc).kernels == ["6.12"])
    }

    @Test(arguments: [
        ("kernels: [5.10, 5.10]\n", "`5.10` is named twice"), ("kernels: all\n", "marks must not depend"),
        ("kernels: []\n", "name between one and 8"), ("kernels: {5.10: 1}\n", "write `kernels: [5.10, 6.12]`"),
        ("kernels: [\"5.10, 6.12\"]\n", "write `kernels: [5.10, 6.12]`"),
        ("kernels: [5.10]\nkernel-counts: best\n", "write worst or first"),
        ("kernel-counts: worst\n", "`kernels:` is missing"), ("count: worst\n", "write `counts:`"),
    ]) func `kernels that are not understood are refused with their line`(text: String, reason: String) throws {
        #expect { try Policy.parse(text, file: "policy.yml", clock: .utc) } throws: { "\($0)".contains(reason) }
    }
}
