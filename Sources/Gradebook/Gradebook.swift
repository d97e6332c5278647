import FoundationEssentials
import GRDB
import Glibc
import Results
import Words

/// The marks of one class: a folder with `gradebook.sqlite` in it, and `policy.yml` where the instructor puts one.
///
/// Everything that was measured is kept under what it was measured from: the sources' hash, the student's seed, the
/// kernel, the grader's version, and the fingerprint of the check. A report is put together from these with the points,
/// the policy and the hand marks of the moment; see ``classResult(policy:)``.
///
///     let gradebook = try Gradebook.open("results")
///     let result = try gradebook.classResult()
///
/// May be shared between threads, and the file between processes of one machine.
package struct Gradebook: Sendable {
    /// The folder's path.
    package let folder: String
    /// The database, or a copy of it.
    let reader: any DatabaseReader
    /// Nil where the gradebook was opened for reading alone.
    private let writer: (any DatabaseWriter)?
    /// What is read in place of the gradebook; kept for as long as it is read.
    private let copy: PrivateCopy?

    /// Opens the gradebook of a folder that has one.
    ///
    /// - Throws: ``GradebookError``.
    package static func open(_ folder: String) throws -> Gradebook {
        guard access("\(folder)/gradebook.sqlite", F_OK) == 0 else { throw GradebookError.absent(folder: folder) }
        return try Gradebook(folder: folder)
    }

    /// Opens the gradebook of a folder without changing anything in it: an assistant who may not write there can read it,
    /// and one that an older version wrote stays as it is.
    ///
    /// - Throws: ``GradebookError``.
    package static func openForReading(_ folder: String) throws -> Gradebook {
        guard access("\(folder)/gradebook.sqlite", F_OK) == 0 else { throw GradebookError.absent(folder: folder) }
        guard access("\(folder)/gradebook.sqlite", R_OK) == 0 else {
            throw GradebookError.unusable(folder: folder, reason: "you may not read it")
        }
        return try Gradebook(reading: folder)
    }

    /// Opens the gradebook of a folder, both made where they are missing.
    ///
    /// - Parameters:
    ///   - folder: The folder's path.
    ///   - title: What the class is called; nil keeps the name it has, or takes the folder's.
    ///   - seed: What the students' seeds follow from; kept from the first time on. Nil draws one.
    /// - Returns: The gradebook, in the present format.
    /// - Throws: ``GradebookError``.
    package static func create(_ folder: String, title: String? = nil, seed: UInt64? = nil) throws -> Gradebook {
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw GradebookError.unusable(folder: folder, reason: "it cannot be created")
        }
        let gradebook = try Gradebook(folder: folder)
        let name = folder.split(separator: "/").last.map(String.init) ?? "class"
        try gradebook.write { database in
            try Self.set("seed", String(seed ?? .random(in: 1 ... .max)), onlyOnce: true, database)
            try Self.set("title", title ?? name, onlyOnce: title == nil, database)
            // Marks must not depend on where a report is made.
            try Self.set("zone", WallClock.machine.name, onlyOnce: true, database)
        }
        return gradebook
    }

    private init(folder: String) throws {
        self.folder = folder
        // Two processes that find no tables would both make them, so one waits for the other. The lock ends with the
        // descriptor, milliseconds later.
        let gate = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(gate) }
        while flock(gate, LOCK_EX) != 0 && errno == EINTR {}
        do {
            let pool = try DatabasePool(path: "\(folder)/gradebook.sqlite", configuration: Self.configuration())
            try Self.migrate(pool, folder: folder)
            // The connection that was read from knows the tables as they were: `SELECT *` would have their old columns.
            pool.invalidateReadOnlyConnections()
            (reader, writer, copy) = (pool, pool, nil)
        } catch let error as DatabaseError {
            throw GradebookError(error, folder: folder)
        }
    }

    private init(reading folder: String) throws {
        self.folder = folder
        let path = "\(folder)/gradebook.sqlite"
        do {
            // SQLite's log needs a writable folder, also for a reader. A connection that may write puts the log's files away
            // again; nothing is written through it.
            if access(path, W_OK) == 0, access(folder, W_OK) == 0 {
                let database = try DatabaseQueue(path: path, configuration: Self.configuration())
                if try database.read(Self.migrator.hasCompletedMigrations),
                    try !database.read(Self.migrator.hasBeenSuperseded)
                {
                    (reader, writer, copy) = (database, nil, nil)
                    return
                }
            }
            let copy = try PrivateCopy(of: folder)
            let database = try DatabaseQueue(path: copy.path, configuration: Self.configuration())
            try Self.migrate(database, folder: folder)
            (reader, writer, self.copy) = (database, nil, copy)
        } catch let error as DatabaseError {
            throw GradebookError(error, folder: folder)
        } catch let error as GradebookError {
            throw error
        } catch {
            throw GradebookError.unusable(folder: folder, reason: "it cannot be copied to be read")
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        // Another batch may be writing: a transaction takes milliseconds.
        configuration.busyMode = .timeout(60)
        configuration.prepareDatabase { database in
            // A finished verdict is on the disk, also after a power cut.
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }

    private static func migrate(_ database: some DatabaseWriter, folder: String) throws {
        guard try database.read(migrator.hasBeenSuperseded) == false else {
            throw GradebookError.tooNew(folder: folder)
        }
        try migrator.migrate(database)
    }

    /// What the class is called.
    package var title: String { get throws { try read { try Self.setting("title", $0) } ?? "class" } }

    /// What the seeds of the students follow from.
    package var seed: UInt64 { get throws { try read { try Self.setting("seed", $0) }.flatMap { UInt64($0) } ?? 0 } }

    /// The number that secrets, layouts and values of a student's checks follow from.
    package static func seed(of student: String, in classSeed: UInt64) -> UInt64 {
        if student.hasPrefix(Student.fixedSeed), let seed = UInt64(student.dropFirst(Student.fixedSeed.count)) {
            return seed
        }
        var digest = Digest()
        digest.add(field: "\(classSeed)")
        digest.add(field: student)
        // 0 is what results without a seed have.
        return max(digest.number, 1)
    }

    static func setting(_ name: String, _ database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
    }

    static func set(_ name: String, _ value: String, onlyOnce: Bool = false, _ database: Database) throws {
        let otherwise = onlyOnce ? "NOTHING" : "UPDATE SET value = excluded.value WHERE value <> excluded.value"
        try database.execute(
            sql: "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO \(otherwise)", arguments: [name, value])
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try told { try reader.read(body) } }

    /// Turns SQLite's errors, such as a full disk, into sentences for the person who has to fix them.
    func told<Value>(at place: String? = nil, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as DatabaseError {
            throw GradebookError(error, folder: place ?? folder)
        } catch is RowDecodingError {
            throw GradebookError.damaged(folder: folder, what: "a value is missing, or of another kind")
        } catch is DecodingError {
            throw GradebookError.damaged(folder: folder, what: "a list in it cannot be read")
        }
    }

    /// What no transaction may hold, such as `VACUUM`.
    func writeAlone(_ body: (Database) throws -> Void) throws {
        guard let writer else { throw GradebookError.onlyRead(folder: folder) }
        try told { try writer.barrierWriteWithoutTransaction(body) }
    }

    /// One transaction, begun with the right to write, so that two batches never both think they were first.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard let writer else { throw GradebookError.onlyRead(folder: folder) }
        var value: Value?
        try told {
            try writer.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    value = try body(database)
                    return .commit
                }
            }
        }
        guard let value else { throw GradebookError.unusable(folder: folder, reason: "nothing was committed") }
        return value
    }
}

extension GradebookError {
    /// SQLite's error, for the person who has to do something about it.
    fileprivate init(_ error: DatabaseError, folder: String) {
        let said = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT, .SQLITE_FORMAT:
            self = .damaged(folder: folder, what: said)
        default: self = .unusable(folder: folder, reason: said)
        }
    }
}
