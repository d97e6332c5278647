import GRDB

extension Gradebook {
    /// What was in an archive that was unpacked before.
    package enum ArchiveContent: Sendable, Hashable {
        /// The submission with this hash.
        case submission(String)
        /// Nothing that can be graded, and why.
        case problem(String)
    }

    /// What is known of the archive with this key.
    package func archive(_ key: String) throws -> ArchiveContent? {
        try read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT submission, problem FROM archive WHERE hash = ?", arguments: [key])
            guard let row else { return nil }
            if let submission: String = try row.decode(forColumn: "submission") { return .submission(submission) }
            return .problem(try row.decode(forColumn: "problem"))
        }
    }

    /// Remembers what was in an archive, so that it need not be unpacked again.
    package func remember(archive key: String, _ handIn: HandIn) throws {
        try write { database in
            var (submission, problem): (String?, String?)
            switch handIn {
            case .sources(let sources, _):
                try Self.keep(sources, database)
                submission = sources.hash
            case .known(let hash, _): submission = hash
            case .problem(let text): problem = text
            case .absent: return
            }
            try database.execute(
                sql: "INSERT INTO archive VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [key, submission, problem])
        }
    }
}
