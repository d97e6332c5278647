import FoundationEssentials
import GRDB
package import Results
import Words

extension Gradebook {
    /// The file that the class's policy is read from.
    package var policyFile: String { "\(folder)/policy.yml" }

    /// The class's results: what was measured, with today's points, policy and marks by hand.
    ///
    /// A check that has not been graded by the present rubric, kernel and grader keeps its newest verdict of before, and is
    /// among `Attempt.outdated`. A check without any verdict is an `error` that says so, and costs the student nothing.
    ///
    /// - Parameters:
    ///   - policy: What lateness costs; nil takes ``policy()``.
    ///   - only: The ids of checks and items, where the results are to be of a part of the rubric; nil for all.
    /// - Returns: All students, in the order of their ids.
    /// - Throws: ``GradebookError``, ``Policy/Flaw``.
    package func classResult(policy: Policy? = nil, only: Set<String>? = nil) throws -> ClassResult {
        try classResult(policy: policy, only: only, before: nil)
    }

    /// The class's results as they were before a regrading, with today's policy and marks by hand.
    package func classResult(before regrading: Regrading) throws -> ClassResult {
        try classResult(policy: nil, only: nil, before: regrading)
    }

    private func classResult(
        policy: Policy?, only: Set<String>?, before regrading: Regrading?
    ) throws -> ClassResult {
        let policy = try policy ?? self.policy()
        return try read { database in
            let definitions = try regrading?.before.definitions ?? Self.definitions(database)
            let view = ClassView(
                definitions: definitions.filter { only?.contains($0.id) != false },
                kernel: try regrading.flatMap(\.before.kernel) ?? Self.setting("kernel", database) ?? "",
                grader: try regrading.flatMap(\.before.grader) ?? Self.setting("grader", database) ?? "",
                seed: try Self.setting("seed", database).flatMap { UInt64($0) } ?? 0, policy: policy,
                regrading: regrading,
                attempts: Dictionary(
                    uniqueKeysWithValues: try Self.attempts(database).map { ($0.student, $0) }),
                items: (policy?.items ?? []).filter { item in
                    only?.contains(item.id) != false && !definitions.contains { $0.id == item.id }
                }, zone: try policy?.clock.name ?? Self.clock(database).name)
            let students = try Row.fetchAll(
                database, sql: "SELECT * FROM student WHERE dropped IS NULL ORDER BY id"
            ).map { row in try view.student(row, database) }
            let remarks = policy?.remarks(
                students: students.map(\.student.id), checks: definitions.map(\.heading))
            return ClassResult(
                title: try Self.setting("title", database) ?? "class", students: students, timeZone: view.zone,
                remarks: remarks ?? [], part: try Self.part(database))
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
    /// What was measured by this one, or after it, is left out.
    let regrading: Regrading?
    /// By the student's id.
    let attempts: [String: AttemptRows]
    /// What a person gives points for.
    let items: [HandItem]
    /// Whose clock times are shown by.
    let zone: String

    func student(_ row: Row, _ database: Database) throws -> StudentResult {
        let student = try Gradebook.student(row)
        let rows = attempts[student.id] ?? AttemptRows(student: student.id, rows: [])
        let ids = Set(definitions.map(\.heading.id) + items.map(\.id))
        let marks = try MarkRecord.all(of: student.id, database).filter { ids.contains($0.definition) }
        let comments = try CommentRecord.all(of: student.id, database)
        var result = StudentResult(
            student: student, attempts: try rows.rows.map { try attempt($0, of: student, marks, comments, database) },
            problem: try row.decode(forColumn: "problem"), rounding: policy?.rounding, timeZone: zone)
        let candidates = Set(rows.candidates(policy?.counts ?? .chosen).map(\.number))
        // Of equal ones the newest. What could not be judged may still be earned.
        result.counts =
            result.attempts.filter { candidates.contains($0.number) }.reversed().max {
                result.score(of: $0) + result.unmeasured(of: $0) < result.score(of: $1) + result.unmeasured(of: $1)
            }?.number
        if result.attempts.isEmpty { result.handMarks = marks.counting(for: nil, number: nil, items: items) }
        policy?.settleLabs(of: &result)
        result.requests = try RequestRecord.requests(
            of: student.id, seed: Int64(bitPattern: Gradebook.seed(of: student.seedName, in: seed)),
            numbers: Dictionary(rows.rows.map { ($0.submission, $0.number) }, uniquingKeysWith: { $1 }),
            marks: marks, database
        ).filter { ids.contains($0.check) }
        return result
    }

    private func attempt(
        _ row: AttemptRows.Row, of student: Student, _ marks: [MarkRecord], _ comments: [CommentRecord],
        _ database: Database
    ) throws -> Attempt {
        let hash = row.submission
        let seed = Gradebook.seed(of: student.seedName, in: seed)
        let (verdicts, outdated) = try verdicts(hash, seed, database)
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
        let submitted = row.submitted
        let sources = try Gradebook.files(hash, database).map {
            SourceFile(path: $0.path, text: String(decoding: $0.bytes, as: UTF8.self))
        }
        let penalty = submitted.flatMap { policy?.penalty(student.id, submitted: $0, result: result) }
        let own = marks.counting(for: hash, number: row.number, items: items)
        var whole = result
        whole.checks += items.map { item in
            guard let mark = own.mark(for: item.id) else {
                return CheckResult(item.heading, status: .skipped, message: "not marked yet")
            }
            let isWhole = mark.points >= item.points
            return CheckResult(item.heading, status: isWhole ? .pass : .fail, message: isWhole ? "" : mark.why)
        }
        return Attempt(
            number: row.number, submitted: submitted, hash: hash,
            graderVersion: try run?.decode(forColumn: "grader") ?? grader,
            result: whole, sources: sources, penalty: penalty,
            outdated: definitions.map(\.id).filter(outdated.contains), handMarks: own,
            comments: comments.filter { $0.submission == hash }.map(\.comment))
    }

    /// The verdicts that count, by the ids of the checks, and which of them are of an earlier rubric, kernel or grader. An
    /// error never takes the place of something that was measured.
    private func verdicts(
        _ hash: String, _ seed: UInt64, _ database: Database
    ) throws -> ([String: VerdictRecord], outdated: Set<String>) {
        let fingerprints = Dictionary(uniqueKeysWithValues: definitions.map { ($0.id, $0.fingerprint) })
        func isPresent(_ verdict: VerdictRecord) -> Bool {
            verdict.fingerprint == fingerprints[verdict.definition] && verdict.kernel == kernel
                && verdict.grader == grader
        }
        func rank(_ verdict: VerdictRecord) -> Int { (verdict.isError ? 0 : 2) + (isPresent(verdict) ? 1 : 0) }
        var counting: [String: VerdictRecord] = [:]
        for verdict in try known(hash, seed, database) where fingerprints[verdict.definition] != nil {
            if let other = counting[verdict.definition], rank(other) > rank(verdict) { continue }
            counting[verdict.definition] = verdict
        }
        return (counting, Set(counting.values.filter { !isPresent($0) }.map(\.definition)))
    }

    /// What was measured of a submission, oldest first.
    private func known(_ hash: String, _ seed: UInt64, _ database: Database) throws -> [VerdictRecord] {
        let seed = Int64(bitPattern: seed)
        let all = VerdictRecord.filter(Column("submission") == hash && Column("seed") == seed)
        guard let regrading else { return try all.order(Column("run")).fetchAll(database) }
        let replaced = try String.fetchAll(
            database,
            sql: "SELECT verdict FROM replaced WHERE submission = ? AND seed = ? AND regrading >= ? ORDER BY id DESC",
            arguments: [hash, seed, regrading.id])
        let earlier = try replaced.map { try JSON.value($0) as VerdictRecord }
        return (try all.fetchAll(database) + earlier).filter { $0.run <= regrading.since }.sorted { $0.run < $1.run }
    }

    private func check(_ definition: CheckDefinition, _ verdict: VerdictRecord?) -> CheckResult {
        verdict?.result(definition.heading)
            ?? CheckResult(
                definition.heading, status: .error, message: "not graded yet: run the same `grader batch` again")
    }
}
