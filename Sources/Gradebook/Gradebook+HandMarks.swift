import FoundationEssentials
import GRDB

extension Gradebook {
    /// Enters a mark by hand. It is kept beside the measured points, also when the submission is graded again. Nil points
    /// remove earlier marks of the check.
    ///
    /// - Throws: ``GradebookError`` for a student or a check that is not in the class.
    package func mark(
        student: String, check: String, points: Double?, why: String, given: Double = Date().timeIntervalSince1970
    ) throws {
        try write { database in
            let ids = try String.fetchAll(database, sql: "SELECT id FROM student ORDER BY id")
            guard ids.contains(student) else {
                let word = student.lowercased()
                let similar = ids.filter { $0.lowercased().contains(word) || word.contains($0.lowercased()) }
                throw GradebookError.noStudent(student, similar: Array(similar.prefix(5)))
            }
            let checks = try String.fetchAll(database, sql: "SELECT id FROM definition ORDER BY position")
            guard checks.contains(check) else { throw GradebookError.noCheck(check, known: checks) }
            try database.execute(
                sql: "INSERT INTO hand_mark (student, definition, points, why, given) VALUES (?, ?, ?, ?, ?)",
                arguments: [student, check, points, why, given])
        }
    }
}
