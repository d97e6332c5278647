import FoundationEssentials
import GRDB
import Results

extension Gradebook {
    /// Begins a regrading by a plan, or goes on with one that was interrupted. To be called before the plan is adopted.
    ///
    /// - Parameters:
    ///   - plan: What is measured.
    ///   - isAnew: Whether to measure everything again, also by checks that have not changed.
    ///   - now: When it begins, in seconds since 1970.
    /// - Returns: The regrading, to be put into the plan.
    /// - Throws: ``GradebookError``.
    package func beginRegrading(
        _ plan: Plan, isAnew: Bool, now: Double = Date().timeIntervalSince1970
    ) throws -> Regrading {
        try write { database in
            if let open = try Self.regrading(database), open.ended == nil, open.isAnew == isAnew { return open }
            let before = try DefinitionRecord.order(Column("position")).fetchAll(database)
            try database.execute(
                sql: """
                    INSERT INTO regrading (begun, anew, since, definitions, kernel, kernels, grader) VALUES (
                        ?, ?, (SELECT coalesce(max(id), 0) FROM run), ?, (SELECT value FROM setting WHERE name = 'kernel'),
                        (SELECT value FROM setting WHERE name = 'kernels'),
                        (SELECT value FROM setting WHERE name = 'grader')
                    )
                    """, arguments: [now, isAnew, try JSON.text(before)])
            guard let begun = try Self.regrading(database) else {
                throw GradebookError.damaged(folder: folder, what: "what was written is not there")
            }
            return begun
        }
    }

    /// What a regrading would grade. Nothing is written.
    package func preview(_ plan: Plan, isAnew: Bool) throws -> [Work] {
        var plan = plan
        let last = try read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM run") } ?? 0
        let open = try latestRegrading().flatMap { $0.ended == nil && $0.isAnew == isAnew ? $0 : nil }
        plan.regrading =
            open
            ?? Regrading(
                id: 0, begun: 0, isAnew: isAnew, since: last,
                before: Regrading.Before(definitions: [], kernels: [], grader: nil))
        return try pending(plan)
    }

    /// The regrading is finished.
    package func end(_ regrading: Regrading, now: Double = Date().timeIntervalSince1970) throws {
        try write { database in
            try database.execute(
                sql: "UPDATE regrading SET ended = ? WHERE id = ?", arguments: [now, regrading.id])
        }
    }

    /// The latest regrading that was not called off; nil where there is none.
    package func latestRegrading() throws -> Regrading? { try read { try Self.regrading($0) } }

    private static func regrading(_ database: Database) throws -> Regrading? {
        try Row.fetchOne(database, sql: "SELECT * FROM regrading WHERE called_off IS NULL ORDER BY id DESC LIMIT 1").map
        {
            row in
            let records: [DefinitionRecord] = try JSON.value(row.decode(forColumn: "definitions"))
            return try Regrading(
                id: row.decode(forColumn: "id"), begun: row.decode(forColumn: "begun"),
                ended: row.decode(forColumn: "ended"), isAnew: row.decode(forColumn: "anew"),
                since: row.decode(forColumn: "since"),
                before: Regrading.Before(
                    definitions: records.map(\.definition), kernels: Self.kernels(before: row),
                    grader: row.decode(forColumn: "grader")))
        }
    }

    private static func kernels(before row: Row) throws -> [NamedKernel] {
        let (one, several): (String?, String?) = try (row.decode(forColumn: "kernel"), row.decode(forColumn: "kernels"))
        if let several, !several.isEmpty { return try JSON.value(several) }
        return one.map { [NamedKernel(name: $0, release: $0)] } ?? []
    }

    /// Calls the latest regrading off: rubric and verdicts are those of before it. What it measured is kept, and
    /// counts no more: it is measured again when it is wanted again.
    ///
    /// - Returns: The regrading that was called off.
    /// - Throws: ``GradebookError/noRegrading(folder:)``.
    @discardableResult
    package func callOff(now: Double = Date().timeIntervalSince1970) throws -> Regrading {
        try write { database in
            guard let regrading = try Self.regrading(database) else {
                throw GradebookError.noRegrading(folder: folder)
            }
            for row in try Row.fetchAll(
                database, sql: "SELECT id, verdict FROM replaced WHERE regrading = ?", arguments: [regrading.id])
            {
                let earlier: VerdictRecord = try JSON.value(row.decode(forColumn: "verdict"))
                // The two change places: nothing that was measured is lost.
                if let later = try earlier.present(database) {
                    try earlier.update(database)
                    try database.execute(
                        sql: "UPDATE replaced SET verdict = ? WHERE id = ?",
                        arguments: [try JSON.text(later), try row.decode(Int64.self, forColumn: "id")])
                }
            }
            // What was measured by a check that had no verdict of its own before.
            let measured = "run IN (SELECT id FROM run WHERE regrading = ?)"
            for verdict in try VerdictRecord.filter(sql: measured, arguments: [regrading.id]).fetchAll(database) {
                try Self.keep(verdict, replacedBy: regrading, database)
            }
            try database.execute(sql: "DELETE FROM verdict WHERE \(measured)", arguments: [regrading.id])
            if !regrading.before.kernels.isEmpty { try Self.set(regrading.before.kernels, database) }
            if let grader = regrading.before.grader { try Self.set("grader", grader, database) }
            try Self.define(regrading.before.definitions, database)
            try database.execute(
                sql: "UPDATE regrading SET called_off = ? WHERE id = ?", arguments: [now, regrading.id])
            return regrading
        }
    }

    /// What a regrading changed: whose mark is another one now, and by which checks.
    ///
    /// - Throws: ``GradebookError``, ``Policy/Flaw``.
    package func changes(by regrading: Regrading) throws -> [MarkChange] {
        MarkChange.all(
            from: try marks(policy: nil, only: nil, before: regrading).result, to: try marks().result)
    }

    /// Enters verdicts. One that was measured before is replaced by a regrading that measures everything again, and by
    /// nothing else; an error of the grader's is replaced, and counts the tries.
    static func enter(
        _ checks: [CheckResult], of key: Work.Key, _ plan: Plan, run: Int64, _ database: Database
    ) throws {
        let fingerprints = Dictionary(uniqueKeysWithValues: plan.definitions.map { ($0.id, $0.fingerprint) })
        // One look for all of them: most submissions were never graded before.
        var known = try VerdictRecord.present(of: key, plan, database)
        for check in checks {
            guard let fingerprint = fingerprints[check.id] else { continue }
            let verdict = VerdictRecord(check, of: key, in: plan, fingerprint: fingerprint, run: run)
            if known.insert(verdict.place).inserted {
                try verdict.enter(database)
            } else {
                try replace(with: verdict, plan.regrading, database)
            }
        }
    }

    private static func replace(
        with verdict: VerdictRecord, _ regrading: Regrading?, _ database: Database
    ) throws {
        guard let earlier = try verdict.present(database) else { return try verdict.enter(database) }
        let (isError, wasError) = (verdict.isError, earlier.isError)
        var record = verdict
        if let regrading, regrading.isAnew, earlier.run <= regrading.since {
            // What the grader could not measure again stays as it was measured.
            guard !isError || wasError else { return }
            try keep(earlier, replacedBy: regrading, database)
        } else if !wasError {
            return
        }
        record.tries = wasError ? earlier.tries + 1 : 1
        try record.update(database)
    }

    private static func keep(_ verdict: VerdictRecord, replacedBy regrading: Regrading, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO replaced (regrading, submission, seed, verdict) VALUES (?, ?, ?, ?)",
            arguments: [regrading.id, verdict.submission, verdict.seed, try JSON.text(verdict)])
    }
}
