import FoundationEssentials
import GRDB
import Glibc
import Results

extension Gradebook {
    /// What erasing a student took away.
    package struct Erased: Sendable, Hashable {
        /// Attempts, with the marks, comments and requests that belonged to them.
        package var attempts: Int
        /// Sources that other students have handed in as well, which stay theirs.
        package var shared: Int
    }

    /// Below the gradebook's folder: how far submissions have come that are not finished, also those of batches that ended.
    package static let unfinishedFolder = "unfinished"

    /// The file that says how far a submission has come on a kernel.
    package func unfinishedFile(of task: Work.Task) -> String {
        "\(folder)/\(Self.unfinishedFolder)/\(Self.unfinishedName(of: task.key))-\(task.kernel).json"
    }

    private static func unfinishedName(of key: Work.Key) -> String { "\(key.submission.prefix(16))-\(key.seed)" }

    /// Deletes a student for good: name, attempts, sources, verdicts, logs, marks, comments and requests. The database is
    /// written anew, so that nothing of it is left in the file. Others who handed in the same sources keep theirs.
    ///
    /// - Parameter student: The student's id, also that of one who was dropped.
    /// - Returns: What was there.
    /// - Throws: ``GradebookError``.
    package func erase(_ student: String) throws -> Erased {
        let keys = try keys(of: student, attempt: nil)
        try writeAlone { database in try database.execute(sql: "PRAGMA secure_delete = ON") }
        let erased = try write { database -> Erased in
            try Self.require(student, isInClass: false, database)
            for id in try String.fetchAll(database, sql: "SELECT id FROM batch") where !Batch.isGone(id, in: folder) {
                throw GradebookError.batchUnderWay(folder: folder)
            }
            return try Self.erase(student, keys, database)
        }
        for key in keys { removeUnfinished(key) }
        // What batches that were killed have left: a batch under way would have been an error.
        try? FileManager.default.removeItem(atPath: "\(folder)/work")
        try writeAlone { database in
            try database.execute(sql: "VACUUM")
            try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        return erased
    }

    /// What a student's verdicts are kept under.
    private func keys(of student: String, attempt: Int?) throws -> [Work.Key] {
        try read { database in
            let seedNames = try Self.seedNames(database)
            let classSeed = try Self.setting("seed", database).flatMap { UInt64($0) } ?? 0
            let hashes = try String.fetchAll(
                database,
                sql: "SELECT DISTINCT submission FROM attempt WHERE student = ? AND (? IS NULL OR number = ?)",
                arguments: [student, attempt, attempt])
            let seed = Self.seed(of: seedNames[student] ?? student, in: classSeed)
            return hashes.map { Work.Key(submission: $0, seed: seed) }
        }
    }

    private static func erase(_ student: String, _ keys: [Work.Key], _ database: Database) throws -> Erased {
        let attempts = try Int.fetchOne(
            database, sql: "SELECT count(*) FROM attempt WHERE student = ?", arguments: [student])
        try database.execute(
            sql: "DELETE FROM request_answer WHERE request IN (SELECT id FROM request WHERE student = ?)",
            arguments: [student])
        for table in ["request", "comment", "hand_mark", "choice", "attempt"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE student = ?", arguments: [student])
        }
        let group = try Row.fetchOne(
            database, sql: "SELECT id, name, aliases FROM student WHERE id = ?", arguments: [student]
        ).map(Self.student)?.aliases[Student.groupAlias]
        try database.execute(sql: "DELETE FROM student WHERE id = ?", arguments: [student])
        if let group { try rename(group: group, database) }
        let seedNames = try Self.seedNames(database)
        let classSeed = try Self.setting("seed", database).flatMap { UInt64($0) } ?? 0
        var shared = 0
        for key in keys {
            let others = try String.fetchAll(
                database, sql: "SELECT DISTINCT student FROM attempt WHERE submission = ?", arguments: [key.submission])
            if !others.isEmpty { shared += 1 }
            // A group's verdicts are those of all of its members.
            let isOfGroup = others.contains { seed(of: seedNames[$0] ?? $0, in: classSeed) == key.seed }
            guard !isOfGroup else { continue }
            let arguments: StatementArguments = [key.submission, Int64(bitPattern: key.seed)]
            for table in ["claim", "verdict", "replaced", "run"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE submission = ? AND seed = ?", arguments: arguments)
            }
            guard others.isEmpty else { continue }
            // Verdicts under a seed of before, when the student was in another group.
            for table in ["claim", "verdict", "replaced", "run", "source", "archive"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE submission = ?", arguments: [key.submission])
            }
            try database.execute(sql: "DELETE FROM submission WHERE hash = ?", arguments: [key.submission])
        }
        // Why an archive was no submission may name its files; whose archive it was is not kept.
        try database.execute(sql: "DELETE FROM archive WHERE submission IS NULL")
        return Erased(attempts: attempts ?? 0, shared: shared)
    }

    /// Calls a group by a name that says nobody's: platforms call it by its members. Its seed, and so its verdicts, stay.
    private static func rename(group: String, _ database: Database) throws {
        let classSeed = try setting("seed", database).flatMap { UInt64($0) } ?? 0
        let name = "group \(String(UInt64.random(in: 0 ... .max), radix: 16))"
        for row in try Row.fetchAll(database, sql: "SELECT id, name, aliases FROM student") {
            var member = try student(row)
            guard member.aliases[Student.groupAlias] == group else { continue }
            member.aliases[Student.groupSeedAlias] = "\(seed(of: member.seedName, in: classSeed))"
            member.aliases[Student.groupAlias] = name
            try database.execute(
                sql: "UPDATE student SET aliases = ? WHERE id = ?",
                arguments: [try JSON.text(member.aliases), member.id])
        }
    }

    /// Removes what unfinished gradings of a student, or of one attempt, have left beside the gradebook.
    func removeUnfinished(of student: String, attempt: Int?) throws {
        for key in try keys(of: student, attempt: attempt) { removeUnfinished(key) }
    }

    private func removeUnfinished(_ key: Work.Key) {
        let (unfinished, start) = ("\(folder)/\(Self.unfinishedFolder)", Self.unfinishedName(of: key))
        // On any kernel, and as earlier versions called it.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: unfinished)) ?? []
        where name.hasPrefix("\(start)-") || name.hasPrefix("\(start).") {
            unlink("\(unfinished)/\(name)")
        }
        rmdir(unfinished)
    }
}
