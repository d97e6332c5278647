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
        migrator.registerMigration("attempts", migrate: Self.addAttempts)
        migrator.registerMigration("regradings", migrate: Self.addRegradings)
        migrator.registerMigration("marks of attempts", migrate: Self.addMarksOfAttempts)
        migrator.registerMigration("requests", migrate: Self.addRequests)
        migrator.registerMigration("kernels", migrate: Self.addKernels)
        return migrator
    }

    /// Attempts in the order of their times, a choice among them, and what was dropped.
    private static func addAttempts(_ database: Database) throws {
        try database.execute(
            sql: """
                -- The place among the student's attempts, from 1, by time; the number is what it is called for ever.
                ALTER TABLE attempt ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
                -- Why it was dropped.
                ALTER TABLE attempt ADD COLUMN dropped TEXT;
                ALTER TABLE student ADD COLUMN dropped TEXT;
                -- What must not be guessed follows from these; drawn here, because a report writes nothing.
                INSERT OR IGNORE INTO setting VALUES
                    ('secret', lower(hex(randomblob(32)))), ('page-key', lower(hex(randomblob(32))));
                -- The last one of a student counts; without an attempt it takes the one before back.
                CREATE TABLE choice (
                    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES student, attempt INTEGER,
                    why TEXT NOT NULL, given REAL NOT NULL
                );
                """)
        var orders: [String: AttemptOrder] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT student, number, submitted FROM attempt ORDER BY number") {
            orders[try row.decode(forColumn: "student"), default: AttemptOrder()].insert(
                AttemptOrder.Entry(
                    number: try row.decode(forColumn: "number"), submitted: try row.decode(forColumn: "submitted")))
        }
        for (student, order) in orders { try place(order, of: student, database) }
    }

    /// What was graded anew, and the verdicts of before.
    private static func addRegradings(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE regrading (
                    id INTEGER PRIMARY KEY, begun REAL NOT NULL, ended REAL, called_off REAL, anew INTEGER NOT NULL,
                    -- The last run, the rubric, the kernel and the grader of before.
                    since INTEGER NOT NULL, definitions TEXT NOT NULL, kernel TEXT, grader TEXT
                );
                -- The regrading that it is a part of.
                ALTER TABLE run ADD COLUMN regrading INTEGER REFERENCES regrading;
                -- Verdicts that do not count any more: one of the same check, kernel and grader stands in
                -- their place, or their regrading was called off.
                CREATE TABLE replaced (
                    id INTEGER PRIMARY KEY, regrading INTEGER NOT NULL REFERENCES regrading, submission TEXT NOT NULL,
                    seed INTEGER NOT NULL, verdict TEXT NOT NULL
                );
                CREATE INDEX replaced_by_submission ON replaced (submission, seed);
                """)
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

    /// What students want to be looked at again.
    private static func addRequests(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE request (
                    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES student, definition TEXT NOT NULL,
                    text TEXT NOT NULL,
                    -- When the form was sent, as the form says.
                    asked REAL,
                    -- What counted when it was taken in, when that was, and the last run of before.
                    submission TEXT REFERENCES submission, entered REAL NOT NULL, run INTEGER NOT NULL
                );
                CREATE INDEX request_by_student ON request (student);
                -- The last one of a request counts; without a reason it opens the request again.
                CREATE TABLE request_answer (
                    id INTEGER PRIMARY KEY, request INTEGER NOT NULL REFERENCES request, because TEXT,
                    author TEXT NOT NULL, given REAL NOT NULL, run INTEGER NOT NULL
                );
                CREATE INDEX answer_by_request ON request_answer (request);
                """)
    }
}
