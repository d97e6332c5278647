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
        /// Nothing in this export. What was handed in before stays as it is.
        case absent
    }

    /// Enters a student and what was handed in.
    ///
    /// An attempt is its content and its time of submission: both as before are the same attempt, and so is known content
    /// without a time. A new attempt goes where its time belongs, so an older export makes nothing newer.
    @discardableResult
    package func enter(_ student: Student, _ handIn: HandIn) throws -> [Entered] { try enter([(student, handIn)]) }

    /// Enters several students in one transaction.
    ///
    /// - Returns: What became of each that has sources, in the same order.
    @discardableResult
    package func enter(_ all: [(student: Student, handIn: HandIn)]) throws -> [Entered] {
        try write { database in
            try all.compactMap { student, handIn in try Self.enter(student, handIn, database) }
        }
    }

    private static func enter(_ student: Student, _ handIn: HandIn, _ database: Database) throws -> Entered? {
        let isKnown = try enter(student, database)
        let entered: Entered
        switch handIn {
        case .absent:
            // A student who is not in this export has what was in an earlier one.
            if !isKnown { try set(problem: nothing, of: student.id, database) }
            return nil
        case .problem(let text):
            try set(problem: text, of: student.id, database)
            return nil
        case .known(let hash, let submitted):
            entered = try enterAttempt(student.id, hash, submitted, database)
        case .sources(let sources, let submitted):
            try keep(sources, database)
            entered = try enterAttempt(student.id, sources.hash, submitted, database)
        }
        // What is older than the newest attempt says nothing about a problem that came after it.
        if entered.isNew || entered.number == entered.newest { try set(problem: nil, of: student.id, database) }
        return entered
    }

    private static let nothing = "nothing was handed in"

    /// Enters a person. What an earlier export or roster said and this one does not stays.
    ///
    /// - Returns: Whether the person was known.
    private static func enter(_ student: Student, _ database: Database) throws -> Bool {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT id, name, aliases FROM student WHERE id = ?", arguments: [student.id])
        else {
            try database.execute(
                sql: "INSERT INTO student (id, name, aliases) VALUES (?, ?, ?)",
                arguments: [student.id, student.name, try JSON.text(student.aliases)])
            return false
        }
        var merged = try Self.student(row)
        if let group = student.aliases[Student.groupAlias], group != merged.aliases[Student.groupAlias] {
            merged.aliases[Student.groupSeedAlias] = nil
        }
        merged.aliases.merge(student.aliases) { _, new in new }
        if !student.name.isEmpty && (student.name != student.id || merged.name.isEmpty) { merged.name = student.name }
        try database.execute(
            sql: "UPDATE student SET name = ?1, aliases = ?2 WHERE id = ?3 AND (name <> ?1 OR aliases <> ?2)",
            arguments: [merged.name, try JSON.text(merged.aliases), student.id])
        return true
    }

    private static func set(problem: String?, of student: String, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE student SET problem = ?1 WHERE id = ?2 AND problem IS NOT ?1", arguments: [problem, student])
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
        let statement = try database.cachedStatement(
            sql: "SELECT path, content FROM source WHERE submission = ? ORDER BY path")
        return try Row.fetchAll(statement, arguments: [hash]).map { row in
            let content: Data = try row.decode(atIndex: 1)
            return SourceSet.File(path: try row.decode(atIndex: 0), bytes: Array(content))
        }
    }
}
