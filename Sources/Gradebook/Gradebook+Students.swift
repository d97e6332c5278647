import FoundationEssentials
import GRDB
package import Results

extension Gradebook {
    /// What was handed in for a student.
    package enum HandIn: Sendable, Hashable {
        /// Sources, and when they were submitted (seconds since 1970, UTC; nil where the platform does not say).
        case sources(SourceSet, submitted: Double?)
        /// Sources that the gradebook already has, by their hash.
        case known(hash: String, submitted: Double?)
        /// Nothing that can be graded, and why: a sentence for people.
        case problem(String)
    }

    /// Enters a student and what was handed in. The same sources as last time are the same attempt; other sources are the
    /// next attempt.
    package func enter(_ student: Student, _ handIn: HandIn) throws { try enter([(student, handIn)]) }

    /// Enters several students in one transaction.
    package func enter(_ all: [(student: Student, handIn: HandIn)]) throws {
        try write { database in
            for (student, handIn) in all { try Self.enter(student, handIn, database) }
        }
    }

    private static func enter(_ student: Student, _ handIn: HandIn, _ database: Database) throws {
        var problem: String?
        if case .problem(let text) = handIn { problem = text }
        try database.execute(
            sql: """
                INSERT INTO student VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
                SET name = excluded.name, aliases = excluded.aliases, problem = excluded.problem
                WHERE name <> excluded.name OR aliases <> excluded.aliases OR problem IS NOT excluded.problem
                """, arguments: [student.id, student.name, try JSON.text(student.aliases), problem])
        switch handIn {
        case .problem: return
        case .known(let hash, let submitted):
            try enterAttempt(student.id, hash, submitted, database)
        case .sources(let sources, let submitted):
            try keep(sources, database)
            try enterAttempt(student.id, sources.hash, submitted, database)
        }
    }

    static func keep(_ sources: SourceSet, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO submission VALUES (?) ON CONFLICT DO NOTHING", arguments: [sources.hash])
        guard database.changesCount > 0 else { return }
        for file in sources.files {
            try database.execute(
                sql: "INSERT INTO source VALUES (?, ?, ?)", arguments: [sources.hash, file.path, Data(file.bytes)])
        }
    }

    private static func enterAttempt(
        _ student: String, _ hash: String, _ submitted: Double?, _ database: Database
    ) throws {
        let last = try Row.fetchOne(
            database, sql: "SELECT number, submission FROM attempt WHERE student = ? ORDER BY number DESC LIMIT 1",
            arguments: [student])
        guard last?["submission"] != hash else {
            guard let submitted, let number: Int = last?["number"] else { return }
            try database.execute(
                sql: "UPDATE attempt SET submitted = ? WHERE student = ? AND number = ?",
                arguments: [submitted, student, number])
            return
        }
        let number: Int = last?["number"] ?? 0
        try database.execute(
            sql: "INSERT INTO attempt VALUES (?, ?, ?, ?)", arguments: [student, number + 1, hash, submitted])
    }

    /// All students, in the order of their ids.
    package func students() throws -> [Student] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT id, name, aliases FROM student ORDER BY id").map(Self.student)
        }
    }

    static func student(_ row: Row) throws -> Student {
        try Student(
            id: row.decode(forColumn: "id"), name: row.decode(forColumn: "name"),
            aliases: JSON.value(row.decode(forColumn: "aliases")))
    }

    /// The sources of the submission with this hash.
    package func sources(_ hash: String) throws -> SourceSet {
        SourceSet(files: try read { try Self.files(hash, $0) })
    }

    static func files(_ hash: String, _ database: Database) throws -> [SourceSet.File] {
        try Row.fetchAll(
            database, sql: "SELECT path, content FROM source WHERE submission = ? ORDER BY path", arguments: [hash]
        ).map { row in
            let content: Data = try row.decode(forColumn: "content")
            return SourceSet.File(path: try row.decode(forColumn: "path"), bytes: Array(content))
        }
    }
}
