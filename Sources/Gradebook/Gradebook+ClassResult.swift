import FoundationEssentials
import GRDB
package import Results

extension Gradebook {
    /// The file that the class's policy is read from.
    package var policyFile: String { "\(folder)/policy.yml" }

    /// The class's results: what was measured, with today's points, policy and marks by hand.
    ///
    /// The current attempt of a student shows verdicts of the present rubric, kernel and grader only. A check without such
    /// a verdict is an `error` that says so, and costs the student nothing. Earlier attempts show the newest verdict that
    /// there is.
    ///
    /// - Parameter policy: What lateness costs; nil takes `policy.yml` of the folder, or no policy where there is none.
    /// - Returns: All students, in the order of their ids.
    /// - Throws: ``GradebookError``, ``Policy/Flaw``.
    package func classResult(policy: Policy? = nil) throws -> ClassResult {
        let policy = try policy ?? Policy.read(ifPresent: policyFile)
        return try read { database in
            let view = ClassView(
                definitions: try Self.definitions(database), kernel: try Self.setting("kernel", database) ?? "",
                grader: try Self.setting("grader", database) ?? "",
                seed: try Self.setting("seed", database).flatMap { UInt64($0) } ?? 0, policy: policy)
            let students = try Row.fetchAll(database, sql: "SELECT * FROM student ORDER BY id").map { row in
                try view.student(row, database)
            }
            return ClassResult(title: try Self.setting("title", database) ?? "class", students: students)
        }
    }

    static func definitions(_ database: Database) throws -> [CheckDefinition] {
        try DefinitionRecord.order(Column("position")).fetchAll(database).map(\.definition)
    }
}

/// What a report shows of the rows of one student.
private struct ClassView {
    let definitions: [CheckDefinition]
    let kernel: String
    let grader: String
    let seed: UInt64
    let policy: Policy?

    func student(_ row: Row, _ database: Database) throws -> StudentResult {
        let student = try Gradebook.student(row)
        let rows = try Row.fetchAll(
            database, sql: "SELECT number, submission, submitted FROM attempt WHERE student = ? ORDER BY number",
            arguments: [student.id])
        let attempts = try rows.enumerated().map { index, row in
            try attempt(row, of: student, isCurrent: index == rows.count - 1, database)
        }
        return StudentResult(
            student: student, attempts: attempts, handMarks: try handMarks(student.id, database),
            problem: try row.decode(forColumn: "problem"))
    }

    private func handMarks(_ student: String, _ database: Database) throws -> [HandMark] {
        var marks: [HandMark] = []
        for row in try Row.fetchAll(
            database, sql: "SELECT * FROM hand_mark WHERE student = ? ORDER BY id", arguments: [student])
        {
            let check: String = try row.decode(forColumn: "definition")
            if let points: Double = try row.decode(forColumn: "points") {
                marks.append(
                    try HandMark(
                        check: check, points: points, why: row.decode(forColumn: "why"),
                        given: row.decode(forColumn: "given")))
            } else {
                marks.removeAll { $0.check == check }
            }
        }
        return marks
    }

    private func attempt(
        _ row: Row, of student: Student, isCurrent: Bool, _ database: Database
    ) throws -> Attempt {
        let hash: String = try row.decode(forColumn: "submission")
        let seed = Gradebook.seed(of: student.seedName, in: seed)
        let verdicts = try verdicts(hash, seed, isCurrent: isCurrent, database)
        // The latest run may have been about a few checks only, so these are all runs that a verdict comes from.
        let ids = Set(verdicts.values.map(\.run))
        let runs = try Row.fetchAll(
            database, sql: "SELECT * FROM run WHERE submission = ? AND seed = ? ORDER BY id",
            arguments: [hash, Int64(bitPattern: seed)]
        ).filter { ids.contains(try $0.decode(forColumn: "id")) }
        let run = runs.last
        let result = SubmissionResult(
            kernel: try run?.decode(forColumn: "kernel") ?? kernel,
            duration: try runs.reduce(0) { $0 + (try $1.decode(Double.self, forColumn: "duration")) },
            checks: definitions.map { check($0, verdicts[$0.id]) },
            remarks: try JSON.value(run?.decode(forColumn: "remarks") ?? "[]"),
            kernelLog: try runs.map { try $0.decode(String.self, forColumn: "log") }.filter { !$0.isEmpty }.joined(
                separator: "\n"), seed: seed)
        let submitted: Double? = try row.decode(forColumn: "submitted")
        let sources = try Gradebook.files(hash, database).map {
            SourceFile(path: $0.path, text: String(decoding: $0.bytes, as: UTF8.self))
        }
        return Attempt(
            number: try row.decode(forColumn: "number"), submitted: submitted, hash: hash,
            graderVersion: try run?.decode(forColumn: "grader") ?? grader,
            result: result, sources: sources,
            penalty: submitted.flatMap { policy?.penalty(student.id, submitted: $0, maxScore: result.maxScore) })
    }

    private func verdicts(
        _ hash: String, _ seed: UInt64, isCurrent: Bool, _ database: Database
    ) throws -> [String: VerdictRecord] {
        var newest: [String: VerdictRecord] = [:]
        let fingerprints = Dictionary(uniqueKeysWithValues: definitions.map { ($0.id, $0.fingerprint) })
        let all = VerdictRecord.filter(Column("submission") == hash && Column("seed") == Int64(bitPattern: seed))
        for verdict in try all.order(Column("run")).fetchAll(database) {
            let isPresent =
                verdict.fingerprint == fingerprints[verdict.definition] && verdict.kernel == kernel
                && verdict.grader == grader
            if isPresent || !isCurrent { newest[verdict.definition] = verdict }
        }
        return newest
    }

    private func check(_ definition: CheckDefinition, _ verdict: VerdictRecord?) -> CheckResult {
        verdict?.result(definition.heading)
            ?? CheckResult(
                definition.heading, status: .error, message: "not graded yet: run the same `grader batch` again")
    }
}
