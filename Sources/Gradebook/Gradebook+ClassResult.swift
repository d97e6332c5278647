import FoundationEssentials
import GRDB
package import Results

extension Gradebook {
    /// Where the class's policy is looked for.
    package var policyFile: String { "\(folder)/policy.yml" }

    /// The class as it stands: what was measured, with today's points, policy and hand marks.
    ///
    /// The current attempt of a student shows verdicts of the present rubric, kernel and grader only; a check that has none
    /// yet is an `error` that says so, which is never charged. Earlier attempts show the newest verdict that there is.
    ///
    /// - Parameter policy: What lateness costs; nil takes `policy.yml` of the folder, or no policy where there is none.
    /// - Returns: Everybody, in the order of their ids.
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
        try Row.fetchAll(database, sql: "SELECT * FROM definition ORDER BY position").map { row in
            CheckDefinition(
                id: row["id"], title: row["title"], lab: row["lab"], points: row["points"], why: row["why"],
                hints: try JSON.value(row["hints"]), isCore: row["core"], isHidden: row["hidden"],
                lesson: row["lesson"], fingerprint: row["fingerprint"])
        }
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
            problem: row["problem"])
    }

    private func handMarks(_ student: String, _ database: Database) throws -> [HandMark] {
        var marks: [HandMark] = []
        for row in try Row.fetchAll(
            database, sql: "SELECT * FROM hand_mark WHERE student = ? ORDER BY id", arguments: [student])
        {
            let check: String = row["definition"]
            if let points: Double = row["points"] {
                marks.append(HandMark(check: check, points: points, why: row["why"], given: row["given"]))
            } else {
                marks.removeAll { $0.check == check }
            }
        }
        return marks
    }

    private func attempt(
        _ row: Row, of student: Student, isCurrent: Bool, _ database: Database
    ) throws -> Attempt {
        let hash: String = row["submission"]
        let seed = Gradebook.seed(of: student.id, in: seed)
        let verdicts = try verdicts(hash, seed, isCurrent: isCurrent, database)
        // A later one may have been about a few checks only, so it is all that the verdicts come from.
        let ids = Set(verdicts.values.map { $0["run"] as Int64 })
        let runs = try Row.fetchAll(
            database, sql: "SELECT * FROM run WHERE submission = ? AND seed = ? ORDER BY id",
            arguments: [hash, Int64(bitPattern: seed)]
        ).filter { ids.contains($0["id"]) }
        let run = runs.last
        let result = SubmissionResult(
            kernel: run?["kernel"] ?? kernel, duration: runs.reduce(0) { $0 + $1["duration"] },
            checks: definitions.map { check($0, verdicts[$0.id]) }, remarks: try JSON.value(run?["remarks"] ?? "[]"),
            kernelLog: runs.map { $0["log"] as String }.filter { !$0.isEmpty }.joined(separator: "\n"), seed: seed)
        let submitted: Double? = row["submitted"]
        let sources = try Gradebook.files(hash, database).map {
            SourceFile(path: $0.path, text: String(decoding: $0.bytes, as: UTF8.self))
        }
        return Attempt(
            number: row["number"], submitted: submitted, hash: hash, graderVersion: run?["grader"] ?? grader,
            result: result, sources: sources,
            penalty: submitted.flatMap { policy?.penalty(student.id, submitted: $0, maxScore: result.maxScore) })
    }

    private func verdicts(
        _ hash: String, _ seed: UInt64, isCurrent: Bool, _ database: Database
    ) throws -> [String: Row] {
        var newest: [String: Row] = [:]
        let fingerprints = Dictionary(uniqueKeysWithValues: definitions.map { ($0.id, $0.fingerprint) })
        for row in try Row.fetchAll(
            database, sql: "SELECT * FROM verdict WHERE submission = ? AND seed = ? ORDER BY run",
            arguments: [hash, Int64(bitPattern: seed)])
        {
            let id: String = row["definition"]
            let isPresent = row["fingerprint"] == fingerprints[id] && row["kernel"] == kernel && row["grader"] == grader
            if isPresent || !isCurrent { newest[id] = row }
        }
        return newest
    }

    private func check(_ definition: CheckDefinition, _ verdict: Row?) -> CheckResult {
        var result = CheckResult(
            id: definition.id, title: definition.title, lab: definition.lab, status: .error, points: definition.points,
            why: definition.why, hints: definition.hints, isCore: definition.isCore, isHidden: definition.isHidden,
            lesson: definition.lesson)
        guard let verdict, let status = CheckResult.Status(rawValue: verdict["status"]) else {
            result.message = "not graded yet: run the same `grader batch` again"
            return result
        }
        result.status = status
        result.score = definition.points * (verdict["share"] as Double)
        result.message = verdict["message"]
        result.symptom = verdict["symptom"]
        result.diagnosis = verdict["diagnosis"]
        result.mistake = verdict["mistake"]
        result.expected = verdict["expected"]
        result.actual = verdict["actual"]
        return result
    }
}
