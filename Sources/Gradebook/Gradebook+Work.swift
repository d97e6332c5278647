import Dispatch
import FoundationEssentials
import GRDB
package import Results

extension Gradebook {
    /// Enters a batch, and clears away the claims of batches that were killed.
    ///
    /// - Parameter takesOver: Also of batches on other machines, whose locks may not be visible here.
    /// - Returns: The batch, which has to be kept for as long as it is under way.
    /// - Throws: ``GradebookError/usedElsewhere(folder:host:)``, where such a batch is entered.
    package func begin(takesOver: Bool = false) throws -> Batch {
        let batch = try Batch(in: folder)
        try write { database in
            for row in try Row.fetchAll(database, sql: "SELECT id, host FROM batch") {
                let (id, host): (String, String) = try (row.decode(forColumn: "id"), row.decode(forColumn: "host"))
                if host != Batch.host && !takesOver {
                    throw GradebookError.usedElsewhere(folder: folder, host: host)
                }
                if takesOver && host != Batch.host || Batch.isGone(id, in: folder) { try Self.remove(id, database) }
            }
            try database.execute(sql: "INSERT INTO batch VALUES (?, ?)", arguments: [batch.id, Batch.host])
        }
        return batch
    }

    /// Removes a batch that has ended.
    package func end(_ batch: Batch) throws { try write { try Self.remove(batch.id, $0) } }

    /// Whether no process of this machine carries out the batch with this id.
    package func isGone(batch id: String) -> Bool { Batch.isGone(id, in: folder) }

    private static func remove(_ id: String, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM batch WHERE id = ?", arguments: [id])
    }

    /// Sets the rubric, the kernel and the version of the grader that reports show from now on.
    package func adopt(_ plan: Plan) throws {
        try write { database in
            guard
                try Self.definitions(database) != plan.definitions
                    || Self.kernels(database) != plan.kernels
                    || Self.setting("grader", database) != plan.grader
                    || Self.setting("part", database) ?? "" != plan.part ?? ""
            else { return }
            try Self.set(plan.kernels, database)
            try Self.set("grader", plan.grader, database)
            try Self.set("part", plan.part ?? "", database)
            try Self.define(plan.definitions, database)
        }
    }

    static func define(_ definitions: [CheckDefinition], _ database: Database) throws {
        try database.execute(sql: "DELETE FROM definition")
        for (position, check) in definitions.enumerated() {
            try DefinitionRecord(check, position: position).insert(database)
        }
    }

    /// The plan that was adopted last; nil where none was.
    package func adopted() throws -> Plan? {
        try read { database in
            guard let kernels = try Self.kernels(database), let grader = try Self.setting("grader", database)
            else { return nil }
            return Plan(definitions: try Self.definitions(database), kernels: kernels, grader: grader)
        }
    }

    /// A plan that measures a part of the rubric: what the gradebook has of other checks stays as it is.
    ///
    /// - Parameters:
    ///   - rubric: The whole rubric.
    ///   - only: The ids of the checks that are measured; nil for all, and the gradebook has the rubric's checks then.
    ///   - part: What of the rubric is asked for, in words, for example `the core of every lab`; nil for all of it.
    ///   - kernels: The kernels, in the order of the policy; at least one.
    ///   - grader: Version of the grader.
    /// - Returns: The plan; its definitions are those that the gradebook has from then on.
    /// - Throws: ``GradebookError``.
    package func plan(
        _ rubric: [CheckDefinition], only: Set<String>?, part: String? = nil, kernels: [NamedKernel], grader: String
    ) throws -> Plan {
        guard let only else {
            var plan = Plan(definitions: rubric, kernels: kernels, grader: grader)
            plan.part = part
            return plan
        }
        let (before, former) = try read { (try Self.definitions($0), try Self.part($0)) }
        let stored = Dictionary(before.map { ($0.heading.id, $0) }, uniquingKeysWith: { one, _ in one })
        let ids = Set(rubric.map(\.heading.id))
        let definitions = rubric.compactMap { only.contains($0.heading.id) ? $0 : stored[$0.heading.id] }
        var plan = Plan(
            definitions: definitions + before.filter { !ids.contains($0.heading.id) }, kernels: kernels,
            grader: grader)
        plan.only = only
        // A gradebook with the whole rubric keeps it, whatever part of it is measured now.
        let isPart = Set(definitions.map(\.heading.id)).isStrictSubset(of: ids)
        plan.part = before.isEmpty || former != nil || isPart ? Self.joined(former, part) : nil
        return plan
    }

    /// What of the rubric the class was graded by, in words; nil for all of it.
    package func part() throws -> String? { try read { try Self.part($0) } }

    static func part(_ database: Database) throws -> String? {
        try setting("part", database).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Two parts of a rubric together, none of them named twice.
    private static func joined(_ former: String?, _ part: String?) -> String? {
        guard let part else { return former }
        guard let former, !former.isEmpty else { return part }
        let parts = former.components(separatedBy: "; ")
        return parts.contains(part) ? former : (parts + [part]).joined(separator: "; ")
    }

    /// What the class's marks are made of: the checks of the latest batches, and the policy's items.
    package func headings() throws -> [CheckHeading] {
        let policy = try policy()
        let checks = try headings(policy)
        let ids = Set(checks.map(\.id))
        return checks + (policy?.items ?? []).filter { !ids.contains($0.id) }.map(\.heading)
    }

    /// The checks that marks are made of: what the strict kernel says only where the policy gives points for it.
    func headings(_ policy: Policy?) throws -> [CheckHeading] {
        let checks = try read { try Self.definitions($0) }.map(\.heading).filter { $0.id != StrictCheck.id }
        return checks + [policy?.strict?.heading].compactMap(\.self)
    }

    /// The submissions that marks come from (see ``Policy/Counting``) and that have checks to be graded, with these checks;
    /// all of a student's submissions where labs have deadlines of their own.
    ///
    /// - Throws: ``GradebookError``, ``Policy/Flaw``.
    package func pending(_ plan: Plan) throws -> [Work] {
        let policy = try policy()
        let counting = policy?.counts ?? .chosen
        let needsAll = policy?.labs.isEmpty == false
        return try read { database in
            let classSeed = try Self.setting("seed", database).flatMap { UInt64($0) } ?? 0
            let seedNames = try Self.seedNames(database)
            let attempts = try Self.attempts(database)
            // One kernel after the other: the first has graded all before the second begins with them.
            return try plan.kernels.map(\.release).flatMap { kernel -> [Work] in
                let wanted = plan.definitions.filter { plan.measures($0.id, on: kernel) }
                let done = try Self.done(wanted, plan.on(kernel), database)
                return attempts.flatMap { student -> [Work] in
                    var seen: Set<Work.Key> = []
                    let candidates = needsAll ? student.rows.reversed() : student.candidates(counting)
                    return candidates.compactMap { attempt -> Work? in
                        let key = Work.Key(
                            submission: attempt.submission,
                            seed: Self.seed(of: seedNames[student.student] ?? student.student, in: classSeed))
                        let isDone = done[key]
                        let checks = wanted.indices.filter { isDone?[$0] != true }.map { wanted[$0].id }
                        // The same sources at two times are graded once.
                        guard !checks.isEmpty, seen.insert(key).inserted else { return nil }
                        return Work(key: key, student: student.student, kernel: kernel, checks: checks)
                    }
                }
            }
        }
    }

    /// Which of the wanted checks are done of each submission. Read row by row: a class has a million of them.
    private static func done(
        _ wanted: [CheckDefinition], _ plan: Plan, _ database: Database
    ) throws -> [Work.Key: [Bool]] {
        let places = Dictionary(uniqueKeysWithValues: wanted.enumerated().map { ($1.id, $0) })
        var done: [Work.Key: [Bool]] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT definition, fingerprint, submission, seed FROM verdict
                WHERE kernel = ? AND grader = ? AND (status <> 'error' OR tries >= ?) AND run > ?
                """, arguments: [plan.kernel, plan.grader, plan.tries, plan.since])
        while let row = try rows.next() {
            guard let place = places[try row.checked(0)],
                try row.checked(1, as: String.self) == wanted[place].fingerprint
            else { continue }
            let key = try Work.Key(
                submission: row.checked(2), seed: UInt64(bitPattern: row.checked(3)))
            done[key, default: Array(repeating: false, count: wanted.count)][place] = true
        }
        return done
    }

    /// What is to be graded by the plan that was adopted last.
    package func waiting() throws -> [Work] { try adopted().map { try pending($0) } ?? [] }

    /// The answer to a claim.
    package enum Claim: Sendable, Hashable {
        /// The work is the caller's to do.
        case taken(Work)
        /// The work was done meanwhile.
        case done
        /// Another batch is doing the work.
        case held(byBatch: String)
    }

    /// Claims a piece of work for `batch`, and looks up again which of its checks are missing.
    package func claim(_ work: Work, _ plan: Plan, _ batch: Batch) throws -> Claim {
        try write { database in
            let seed = Int64(bitPattern: work.key.seed)
            if let holder = try Self.holder(of: work.task, database) {
                guard holder != batch.id, Batch.isGone(holder, in: folder) else { return .held(byBatch: holder) }
                try Self.remove(holder, database)
            }
            let done = try Row.fetchAll(
                database,
                sql: """
                    SELECT definition, fingerprint, status, symptom FROM verdict WHERE submission = ? AND seed = ?
                    AND kernel = ? AND grader = ? AND (status <> 'error' OR tries >= ?) AND run > ?
                    """, arguments: [work.key.submission, seed, work.kernel, plan.grader, plan.tries, plan.since])
            let fingerprints = Dictionary(uniqueKeysWithValues: plan.definitions.map { ($0.id, $0.fingerprint) })
            var work = work
            work.settled = try done.filter {
                try $0.decode(String.self, forColumn: "fingerprint") == fingerprints[$0.decode(forColumn: "definition")]
            }.compactMap(Self.settled)
            let settled = Set(work.settled.map(\.id))
            work.checks = plan.definitions.map(\.id).filter {
                plan.measures($0, on: work.kernel) && !settled.contains($0)
            }
            guard !work.checks.isEmpty else { return .done }
            try database.execute(
                sql: "INSERT INTO claim (submission, seed, kernel, batch) VALUES (?, ?, ?, ?)",
                arguments: [work.key.submission, seed, work.kernel, batch.id])
            return .taken(work)
        }
    }

    private static func settled(_ row: Row) throws -> SettledCheck? {
        try CheckResult.Status(rawValue: row.decode(forColumn: "status")).map {
            try SettledCheck(
                id: row.decode(forColumn: "definition"), status: $0, symptom: row.decode(forColumn: "symptom"))
        }
    }

    /// Gives a claim back; its work is not done.
    package func release(_ task: Work.Task) throws { try write { try Self.release(task, $0) } }

    private static func release(_ task: Work.Task, _ database: Database) throws {
        try database.execute(
            sql: "DELETE FROM claim WHERE submission = ? AND seed = ? AND kernel = ?",
            arguments: [task.key.submission, Int64(bitPattern: task.key.seed), task.kernel])
    }

    /// The batch that is doing a piece of work; nil where none is, or its process is gone.
    package func holder(of task: Work.Task) throws -> String? {
        try read { try Self.holder(of: task, $0) }.flatMap { Batch.isGone($0, in: folder) ? nil : $0 }
    }

    private static func holder(of task: Work.Task, _ database: Database) throws -> String? {
        try String.fetchOne(
            database, sql: "SELECT batch FROM claim WHERE submission = ? AND seed = ? AND kernel = ?",
            arguments: [task.key.submission, Int64(bitPattern: task.key.seed), task.kernel])
    }

    /// Returns once another batch has ended, whether it finished or was killed.
    ///
    /// - Throws: `CancellationError` when the waiting task is cancelled.
    package func awaitEnd(ofBatch id: String) async throws {
        let waiter = Waiter()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter.hold(continuation)
                if Task.isCancelled { waiter.leave() }
                // The system has no lock that can be awaited, so a thread blocks in flock(2).
                DispatchQueue(label: "other batch").async { [folder] in
                    Batch.awaitEnd(of: id, in: folder)
                    waiter.arrive()
                }
            }
        } onCancel: {
            waiter.leave()
        }
    }

    /// Enters the results of a piece of work on the plan's kernel, and gives its claim back, both or neither. A verdict that was measured before
    /// is replaced only where the plan is a regrading that measures everything again, and is kept then; an error of the
    /// grader is replaced.
    package func record(_ key: Work.Key, _ plan: Plan, _ result: SubmissionResult) throws {
        try write { database in
            let seed = Int64(bitPattern: key.seed)
            try database.execute(
                sql: """
                    INSERT INTO run (submission, seed, kernel, grader, duration, remarks, log, regrading)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.submission, seed, plan.kernel, plan.grader, result.duration, try JSON.text(result.remarks),
                    result.kernelLog, plan.regrading?.id,
                ])
            let run = database.lastInsertedRowID
            try Self.enter(result.checks, of: key, plan, run: run, database)
            try Self.release(Work.Task(key: key, kernel: plan.kernel), database)
        }
    }
}
