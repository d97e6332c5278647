import FoundationEssentials
import GRDB
import Results
import Testing

@testable import Gradebook

/// A verdict on its way into the gradebook and out again.
struct VerdictTests {
    private static let failed = CheckResult(
        Classroom.definition("a").heading, status: .fail, message: "wrong address", symptom: "wrong",
        diagnosis: "page-offset-lost", mistake: "The page offset is lost.", asked: "findpage 0x7f50", expected: "0x1",
        actual: "0x2", lesson: "addresses-are-not-flat", styleNotes: ["Print 0x.", "Begin with [mtest]."])

    private func graded(_ check: CheckResult) throws -> CheckResult? {
        let room = try Classroom()
        try room.enter("1", "int a;")
        let plan = Classroom.plan([Classroom.definition("a")])
        try room.gradebook.adopt(plan)
        let key = try #require(try room.gradebook.pending(plan).first?.key)
        try room.gradebook.record(key, plan, SubmissionResult(kernel: "6.1", duration: 1, checks: [check]))
        return try Gradebook.open(room.folder).classResult().students.first?.current?.result.checks.first
    }

    @Test func `every field of a verdict comes out as it went in`() throws {
        #expect(try graded(Self.failed) == Self.failed)
        var passed = CheckResult(Classroom.definition("a").heading, status: .pass, styleNotes: ["Print 0x."])
        passed.score = 1.5
        #expect(try graded(passed) == passed)
    }

    @Test func `an error is replaced whole when it is tried again, and its tries are counted`() throws {
        let room = try Classroom()
        try room.enter("1", "int a;")
        let plan = Classroom.plan([Classroom.definition("a")])
        try room.gradebook.adopt(plan)
        let key = try #require(try room.gradebook.pending(plan).first?.key)
        var error = Self.failed
        error.status = .error
        for check in [error, error, Self.failed, error] {
            try room.gradebook.record(key, plan, SubmissionResult(kernel: "6.1", duration: 1, checks: [check]))
        }
        #expect(try room.gradebook.classResult().students.first?.current?.result.checks == [Self.failed])
        let tries = try room.gradebook.read { try Int.fetchAll($0, sql: "SELECT tries FROM verdict") }
        #expect(tries == [3])
    }

    @Test func `a gradebook of format 2 opens, and its verdicts have no lesson and no style notes`() throws {
        let room = try Classroom()
        let folder = "\(room.folder)/old"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // As the program of format 2 left it.
        let old = try DatabaseQueue(path: "\(folder)/gradebook.sqlite")
        try Gradebook.migrator.migrate(old, upTo: "2")
        try old.write { database in
            try database.execute(
                sql: """
                    INSERT INTO setting VALUES ('seed', '7'), ('title', 'old'), ('kernel', '6.1'), ('grader', '1');
                    INSERT INTO student VALUES ('1', 'Ada', '{}', NULL);
                    INSERT INTO submission VALUES ('hash');
                    INSERT INTO attempt VALUES ('1', 1, 'hash', NULL);
                    INSERT INTO definition VALUES ('a', 0, 'does a', '1-lab', 2, 'because', '["a","b"]', 1, 0, NULL, 'f');
                    INSERT INTO run VALUES (1, 'hash', \(Int64(bitPattern: Gradebook.seed(of: "1", in: 7))), '6.1', '1', 1, '[]', '');
                    INSERT INTO verdict VALUES ('hash', \(Int64(bitPattern: Gradebook.seed(of: "1", in: 7))), '6.1', '1', 'a',
                        'f', 'fail', 0, 'wrong', 'page-offset-lost', NULL, '0x1', '0x2', 1, 1, 'wrong');
                    """)
        }
        try old.close()
        let check = try Gradebook.open(folder).classResult().students.first?.current?.result.checks.first
        #expect(
            check
                == CheckResult(
                    Classroom.definition("a").heading, status: .fail, message: "wrong", symptom: "wrong",
                    diagnosis: "page-offset-lost", expected: "0x1", actual: "0x2"))
    }
}
