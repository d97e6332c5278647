import FoundationEssentials
import GRDB
package import Results
import Words

extension Gradebook {
    /// The file that the class's policy is read from.
    package var policyFile: String { "\(folder)/policy.yml" }

    /// The class's results: what was measured, with today's points, policy and marks by hand.
    ///
    /// The current attempt of a student shows verdicts of the present rubric, kernel and grader only. A check without such
    /// a verdict is an `error` that says so, and costs the student nothing. Earlier attempts show the newest verdict that
    /// there is.
    ///
    /// - Parameters:
    ///   - policy: What lateness costs; nil takes ``policy()``.
    ///   - only: The ids of checks and items, where the results are to be of a part of the rubric; nil for all.
    /// - Returns: All students, in the order of their ids.
    /// - Throws: ``GradebookError``, ``Policy/Flaw``.
    package func classResult(policy: Policy? = nil, only: Set<String>? = nil) throws -> ClassResult {
        let policy = try policy ?? self.policy()
        return try read { database in
            let definitions = try Self.definitions(database)
            let view = ClassView(
                definitions: definitions.filter { only?.contains($0.id) != false },
                kernel: try Self.setting("kernel", database) ?? "",
                grader: try Self.setting("grader", database) ?? "",
                seed: try Self.setting("seed", database).flatMap { UInt64($0) } ?? 0, policy: policy,
                items: (policy?.items ?? []).filter { item in
                    only?.contains(item.id) != false && !definitions.contains { $0.id == item.id }
                }, zone: try policy?.clock.name ?? Self.clock(database).name)
            let students = try Row.fetchAll(database, sql: "SELECT * FROM student ORDER BY id").map { row in
                try view.student(row, database)
            }
            let remarks = policy?.remarks(
                students: students.map(\.student.id), checks: definitions.map(\.heading))
            return ClassResult(
                title: try Self.setting("title", database) ?? "class", students: students, timeZone: view.zone,
                remarks: remarks ?? [])
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
    /// What a person gives points for.
    let items: [HandItem]
    /// Whose clock times are shown by.
    let zone: String

    func student(_ row: Row, _ database: Database) throws -> StudentResult {
        let student = try Gradebook.student(row)
        let rows = try Row.fetchAll(
            database, sql: "SELECT number, submission, submitted FROM attempt WHERE student = ? ORDER BY number",
            arguments: [student.id])
        let ids = Set(definitions.map(\.heading.id) + items.map(\.id))
        let marks = try MarkRecord.all(of: student.id, database).filter { ids.contains($0.definition) }
        let comments = try CommentRecord.all(of: student.id, database)
        var result = StudentResult(
            student: student,
            attempts: try rows.enumerated().map { index, row in
                let mayCount = index == rows.count - 1 || policy?.labs.isEmpty == false
                return try attempt(row, of: student, marks, comments, isCurrent: mayCount, database)
            }, problem: try row.decode(forColumn: "problem"), rounding: policy?.rounding, timeZone: zone)
        if result.attempts.isEmpty { result.handMarks = marks.counting(for: nil, number: nil, items: items) }
        policy?.settleLabs(of: &result)
        return result
    }

    private func attempt(
        _ row: Row, of student: Student, _ marks: [MarkRecord], _ comments: [CommentRecord], isCurrent: Bool,
        _ database: Database
    ) throws -> Attempt {
        let hash: String = try row.decode(forColumn: "submission")
        let seed = Gradebook.seed(of: student.id, in: seed)
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
        let number: Int = try row.decode(forColumn: "number")
        let penalty = submitted.flatMap { policy?.penalty(student.id, submitted: $0, result: result) }
        let own = marks.counting(for: hash, number: number, items: items)
        var whole = result
        whole.checks += items.map { item in
            guard let mark = own.mark(for: item.id) else {
                return CheckResult(item.heading, status: .skipped, message: "not marked yet")
            }
            let isWhole = mark.points >= item.points
            return CheckResult(item.heading, status: isWhole ? .pass : .fail, message: isWhole ? "" : mark.why)
        }
        return Attempt(
            number: number, submitted: submitted, hash: hash,
            graderVersion: try run?.decode(forColumn: "grader") ?? grader,
            result: whole, sources: sources, penalty: penalty, handMarks: own,
            comments: comments.filter { $0.submission == hash }.map(\.comment))
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
