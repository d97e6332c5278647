import GRDB

extension Gradebook {
    /// What was measured, one line each, without what differs between runs (times, and the order of rows). Two gradebooks
    /// of the same class are equal when their lines are.
    package func rows() throws -> [String] {
        try read { database in
            let attempts = try Row.fetchAll(
                database, sql: "SELECT student, number, submission FROM attempt ORDER BY student, number"
            ).map { row in
                let (student, number): (String, Int) = try (
                    row.decode(forColumn: "student"), row.decode(forColumn: "number")
                )
                return "attempt \(student) \(number) \(try row.decode(String.self, forColumn: "submission"))"
            }
            let problems = try Row.fetchAll(
                database, sql: "SELECT id, problem FROM student WHERE problem IS NOT NULL ORDER BY id"
            ).map { row in
                let (id, problem): (String, String) = try (
                    row.decode(forColumn: "id"), row.decode(forColumn: "problem")
                )
                return "problem \(id) \(problem)"
            }
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
    /// The number of runs: gradings of a submission, or of some of its checks.
    package func runs() throws -> Int { try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") ?? 0 } }
}
