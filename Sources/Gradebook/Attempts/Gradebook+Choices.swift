import FoundationEssentials
import GRDB

extension Gradebook {
    /// Names the attempt that counts for a student; nil takes the choice back. Earlier choices stay in the history.
    ///
    /// - Parameters:
    ///   - student: The student's id.
    ///   - attempt: The attempt's number.
    ///   - why: The reason, for people.
    ///   - given: When, in seconds since 1970.
    /// - Throws: ``GradebookError`` for a student or an attempt that is not in the class.
    package func choose(
        student: String, attempt: Int?, why: String, given: Double = Date().timeIntervalSince1970
    ) throws {
        try write { database in
            try Self.require(student, database)
            if let attempt { try Self.require(attempt, of: student, database) }
            try database.execute(
                sql: "INSERT INTO choice (student, attempt, why, given) VALUES (?, ?, ?, ?)",
                arguments: [student, attempt, why, given])
        }
    }

    /// Takes a student, or one attempt, out of the class. Nothing that was handed in or measured is deleted: see
    /// ``takeBack(student:attempt:)``. What a grading that is not finished has kept so far is.
    ///
    /// - Throws: ``GradebookError`` for a student or an attempt that is not in the class.
    package func drop(student: String, attempt: Int? = nil, why: String) throws {
        try setDropped(why, student, attempt)
        try removeUnfinished(of: student, attempt: attempt)
    }

    /// Takes a student, or an attempt, that was dropped into the class again, with everything that was measured.
    ///
    /// - Throws: ``GradebookError``.
    package func takeBack(student: String, attempt: Int? = nil) throws { try setDropped(nil, student, attempt) }

    private func setDropped(_ why: String?, _ student: String, _ attempt: Int?) throws {
        try write { database in
            try Self.require(student, isInClass: attempt != nil, database)
            if let attempt {
                try Self.require(attempt, of: student, isInClass: why != nil, database)
                try database.execute(
                    sql: "UPDATE attempt SET dropped = ? WHERE student = ? AND number = ?",
                    arguments: [why, student, attempt])
            } else {
                try database.execute(
                    sql: "UPDATE student SET dropped = ? WHERE id = ?", arguments: [why, student])
            }
        }
    }

    /// Students that were dropped, with the reason, in the order of their ids.
    package func dropped() throws -> [(student: String, why: String)] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT id, dropped FROM student WHERE dropped IS NOT NULL ORDER BY id"
            ).map { try ($0.decode(forColumn: "id"), $0.decode(forColumn: "dropped")) }
        }
    }

    /// - Throws: ``GradebookError/noStudent(_:similar:)``.
    static func require(_ student: String, isInClass: Bool = true, _ database: Database) throws {
        let ids = try String.fetchAll(
            database, sql: "SELECT id FROM student WHERE dropped IS NULL OR NOT ? ORDER BY id", arguments: [isInClass])
        guard !ids.contains(student) else { return }
        let word = student.lowercased()
        let similar = ids.filter { $0.lowercased().contains(word) || word.contains($0.lowercased()) }
        throw GradebookError.noStudent(student, similar: Array(similar.prefix(5)))
    }

    private static func require(
        _ attempt: Int, of student: String, isInClass: Bool = true, _ database: Database
    ) throws {
        let numbers = try Int.fetchAll(
            database,
            sql: "SELECT number FROM attempt WHERE student = ? AND (dropped IS NULL OR NOT ?) ORDER BY place, number",
            arguments: [student, isInClass])
        guard numbers.contains(attempt) else {
            throw GradebookError.noAttempt(attempt, student: student, known: numbers)
        }
    }
}
