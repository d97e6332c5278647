import GRDB
package import Results

/// The sources and the kernel logs of results that were read without them. Neither ever changes, so that they belong to
/// the results whatever was graded since.
///
/// May be used by several threads at once.
package struct Material: Sendable {
    let gradebook: Gradebook
    /// The runs that the verdicts of a submission come from, oldest first.
    let runs: [Work.Key: [Int64]]

    /// A student's results with sources and logs in them.
    ///
    /// - Throws: ``GradebookError``.
    package func whole(_ student: StudentResult) throws -> StudentResult {
        try gradebook.read { database in
            var whole = student
            for (index, attempt) in student.attempts.enumerated() {
                whole.attempts[index].sources = try sources(attempt, database)
                whole.attempts[index].result.kernelLog = try log(attempt, database)
            }
            return whole
        }
    }

    /// A student's results with what a page shows of it: the sources, and the log of the attempt that counts.
    ///
    /// - Throws: ``GradebookError``.
    package func shown(_ student: StudentResult) throws -> StudentResult {
        var shown = try withSources(student)
        guard let current = student.current,
            let index = shown.attempts.lastIndex(where: { $0.number == current.number })
        else { return shown }
        shown.attempts[index].result.kernelLog = try gradebook.read { try log(current, $0) }
        return shown
    }

    /// A student's results with the sources in them, and without the logs.
    ///
    /// - Throws: ``GradebookError``.
    package func withSources(_ student: StudentResult) throws -> StudentResult {
        try gradebook.read { database in
            var whole = student
            for (index, attempt) in student.attempts.enumerated() {
                whole.attempts[index].sources = try sources(attempt, database)
            }
            return whole
        }
    }

    private func sources(_ attempt: Attempt, _ database: Database) throws -> [SourceFile] {
        try Gradebook.files(attempt.hash, database).map {
            SourceFile(path: $0.path, text: String(decoding: $0.bytes, as: UTF8.self))
        }
    }

    private func log(_ attempt: Attempt, _ database: Database) throws -> String {
        let key = Work.Key(submission: attempt.hash, seed: attempt.result.seed)
        let statement = try database.cachedStatement(sql: "SELECT log, kernel FROM run WHERE id = ?")
        let logs = try (runs[key] ?? []).compactMap { run -> (log: String, kernel: String)? in
            try Row.fetchOne(statement, arguments: [run]).map { (try $0.checked(0), try $0.checked(1)) }
        }.filter { !$0.log.isEmpty }
        let isOfSeveral = Set(logs.map(\.kernel)).count > 1
        return logs.map { isOfSeveral ? "--- on \($0.kernel)\n\($0.log)" : $0.log }.joined(separator: "\n")
    }
}
