import GRDB

extension Gradebook {
    /// What was measured, a line each, without what differs from one run to the next (times, and the order of rows): two
    /// gradebooks of the same class are equal when these are.
    package func rows() throws -> [String] {
        try read { database in
            let attempts = try Row.fetchAll(
                database, sql: "SELECT student, number, submission FROM attempt ORDER BY student, number"
            ).map { "attempt \($0["student"] as String) \($0["number"] as Int) \($0["submission"] as String)" }
            let problems = try Row.fetchAll(
                database, sql: "SELECT id, problem FROM student WHERE problem IS NOT NULL ORDER BY id"
            ).map { "problem \($0["id"] as String) \($0["problem"] as String)" }
            let verdicts = try Row.fetchAll(
                database,
                sql: """
                    SELECT submission, seed, kernel, grader, definition, fingerprint, status, share, tries,
                        coalesce(diagnosis, '-') AS diagnosis FROM verdict
                    ORDER BY submission, seed, kernel, grader, definition, fingerprint
                    """
            ).map { row in
                "verdict " + row.databaseValues.map { $0.storage.value.map { "\($0)" } ?? "-" }.joined(separator: " ")
            }
            return attempts + problems + verdicts
        }
    }
}

extension Gradebook {
    /// How often anything was graded.
    package func runs() throws -> Int { try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") ?? 0 } }
}
