import GRDB

extension Gradebook {
    /// The tables, one migration a version of the format. A migration that was released is never edited.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                    CREATE TABLE student (
                        id TEXT PRIMARY KEY, name TEXT NOT NULL, aliases TEXT NOT NULL, problem TEXT
                    ) WITHOUT ROWID;
                    CREATE TABLE submission (hash TEXT PRIMARY KEY) WITHOUT ROWID;
                    CREATE TABLE source (
                        submission TEXT NOT NULL REFERENCES submission, path TEXT NOT NULL, content BLOB NOT NULL,
                        PRIMARY KEY (submission, path)
                    );
                    -- What a student handed in, and when.
                    CREATE TABLE attempt (
                        student TEXT NOT NULL REFERENCES student, number INTEGER NOT NULL,
                        submission TEXT NOT NULL REFERENCES submission, submitted REAL,
                        PRIMARY KEY (student, number)
                    ) WITHOUT ROWID;
                    -- The rubric as of the latest batch: looked up when reporting.
                    CREATE TABLE definition (
                        id TEXT PRIMARY KEY, position INTEGER NOT NULL, title TEXT NOT NULL, lab TEXT NOT NULL,
                        points REAL NOT NULL, why TEXT NOT NULL, hints TEXT NOT NULL, core INTEGER NOT NULL,
                        hidden INTEGER NOT NULL, lesson TEXT, fingerprint TEXT NOT NULL
                    ) WITHOUT ROWID;
                    -- One grading of one submission: all of its checks, or those that were missing.
                    CREATE TABLE run (
                        id INTEGER PRIMARY KEY, submission TEXT NOT NULL REFERENCES submission, seed INTEGER NOT NULL,
                        kernel TEXT NOT NULL, grader TEXT NOT NULL, duration REAL NOT NULL, remarks TEXT NOT NULL,
                        log TEXT NOT NULL
                    );
                    CREATE INDEX run_by_submission ON run (submission, seed);
                    CREATE TABLE verdict (
                        submission TEXT NOT NULL, seed INTEGER NOT NULL, kernel TEXT NOT NULL, grader TEXT NOT NULL,
                        definition TEXT NOT NULL, fingerprint TEXT NOT NULL, status TEXT NOT NULL,
                        share REAL NOT NULL, message TEXT NOT NULL, diagnosis TEXT, mistake TEXT, expected TEXT, actual TEXT,
                        tries INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES run,
                        PRIMARY KEY (submission, seed, kernel, grader, definition, fingerprint)
                    ) WITHOUT ROWID;
                    CREATE TABLE hand_mark (
                        id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES student, definition TEXT NOT NULL,
                        points REAL, why TEXT NOT NULL, given REAL NOT NULL
                    );
                    -- Batches that are under way, and what each of them is about to grade.
                    CREATE TABLE batch (id TEXT PRIMARY KEY, host TEXT NOT NULL) WITHOUT ROWID;
                    CREATE TABLE claim (
                        submission TEXT NOT NULL, seed INTEGER NOT NULL,
                        batch TEXT NOT NULL REFERENCES batch ON DELETE CASCADE,
                        PRIMARY KEY (submission, seed)
                    ) WITHOUT ROWID;
                    -- Archives that were unpacked before, by the hash of their bytes.
                    CREATE TABLE archive (
                        hash TEXT PRIMARY KEY, submission TEXT REFERENCES submission, problem TEXT
                    ) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("2") { database in
            try database.execute(sql: "ALTER TABLE verdict ADD COLUMN symptom TEXT")
        }
        migrator.registerMigration("3") { database in
            // A lesson is about a mistake, so it belongs to a verdict; the definitions' column was never filled.
            try database.execute(
                sql: """
                    ALTER TABLE verdict ADD COLUMN asked TEXT;
                    ALTER TABLE verdict ADD COLUMN lesson TEXT;
                    ALTER TABLE verdict ADD COLUMN style_notes TEXT NOT NULL DEFAULT '[]';
                    ALTER TABLE definition DROP COLUMN lesson;
                    """)
        }
        migrator.registerMigration("4") { database in
            try database.execute(sql: "ALTER TABLE verdict ADD COLUMN advice TEXT")
        }
        migrator.registerMigration("marks of attempts", migrate: Self.addMarksOfAttempts)
        return migrator
    }

    /// Marks by hand and comments belong to what was handed in.
    private static func addMarksOfAttempts(_ database: Database) throws {
        try database.execute(
            sql: """
                -- Without a submission a mark counts for every attempt, as all did before.
                ALTER TABLE hand_mark ADD COLUMN submission TEXT REFERENCES submission;
                ALTER TABLE hand_mark ADD COLUMN author TEXT NOT NULL DEFAULT '';
                -- Nothing is overwritten: a comment that was taken back says so.
                CREATE TABLE comment (
                    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES student,
                    submission TEXT NOT NULL REFERENCES submission, path TEXT NOT NULL, line INTEGER NOT NULL,
                    text TEXT NOT NULL, author TEXT NOT NULL, given REAL NOT NULL, removed REAL
                );
                CREATE INDEX comment_by_student ON comment (student);
                CREATE INDEX hand_mark_by_student ON hand_mark (student);
                """)
    }
}
