import GRDB
import Results
import Words

/// What a report shows of the rows of one student. The statements are prepared once, however many students there are.
struct ClassView {
    let definitions: [CheckDefinition]
    /// In the order of the policy; at least one.
    let kernels: [NamedKernel]
    let counting: KernelCounting
    let grader: String
    let seed: UInt64
    let policy: Policy?
    /// What was measured by this one, or after it, is left out.
    let regrading: Regrading?
    /// What a person gives points for.
    let items: [HandItem]
    /// Whose clock times are shown by.
    let zone: String

    /// By the student's id.
    private var attempts: [String: AttemptRows] = [:]
    private var marks: [String: [MarkRecord]] = [:]
    private var comments: [String: [CommentRecord]] = [:]
    /// The ids of students who have asked for another look at something.
    private var asking: Set<String> = []
    /// The places of the checks in the rubric, by their ids.
    private let places: [String: Int]
    /// The place of what the strict kernel says; nil where it is not asked.
    private let strictPlace: Int?
    /// The runs that verdicts of what has been read so far come from.
    private(set) var runs: [Work.Key: [Int64]] = [:]

    init(
        definitions: [CheckDefinition], kernels: [NamedKernel], grader: String, seed: UInt64, policy: Policy?,
        regrading: Regrading?, items: [HandItem], zone: String
    ) {
        self.definitions = definitions
        self.kernels = kernels
        counting = policy?.kernelCounting ?? .worst
        self.grader = grader
        self.seed = seed
        self.policy = policy
        self.regrading = regrading
        self.items = items
        self.zone = zone
        places = Dictionary(uniqueKeysWithValues: definitions.enumerated().map { ($1.id, $0) })
        strictPlace = places[StrictCheck.id]
    }

    /// Reads the tables that have few rows, each as a whole.
    mutating func readTables(_ database: Database) throws {
        attempts = Dictionary(uniqueKeysWithValues: try Gradebook.attempts(database).map { ($0.student, $0) })
        let ids = Set(definitions.map(\.heading.id) + items.map(\.id))
        marks = Dictionary(
            grouping: try MarkRecord.order(Column("id")).fetchAll(database).filter { ids.contains($0.definition) },
            by: \.student)
        comments = Dictionary(grouping: try CommentRecord.all(database), by: \.student)
        asking = try String.fetchSet(database, sql: "SELECT DISTINCT student FROM request")
    }

    mutating func student(_ row: Row, _ database: Database) throws -> StudentResult {
        let student = try Gradebook.student(row)
        let rows = attempts[student.id] ?? AttemptRows(student: student.id, rows: [])
        let marks = marks[student.id] ?? []
        let seed = Gradebook.seed(of: student.seedName, in: seed)
        var found: [Attempt] = []
        for row in rows.rows { found.append(try attempt(row, of: student.id, seed, marks, database)) }
        var result = StudentResult(
            student: student, attempts: found, problem: try row.decode(forColumn: "problem"),
            rounding: policy?.rounding, timeZone: zone)
        let candidates = Set(rows.candidates(policy?.counts ?? .chosen).map(\.number))
        // Of equal ones the newest. What could not be judged may still be earned.
        result.counts =
            candidates.count < 2
            ? result.attempts.last { candidates.contains($0.number) }?.number
            : result.attempts.filter { candidates.contains($0.number) }.reversed().max {
                result.score(of: $0) + result.unmeasured(of: $0) < result.score(of: $1) + result.unmeasured(of: $1)
            }?.number
        if result.attempts.isEmpty { result.handMarks = marks.counting(for: nil, number: nil, items: items) }
        policy?.settleLabs(of: &result)
        if asking.contains(student.id) {
            let ids = Set(definitions.map(\.heading.id) + items.map(\.id))
            result.requests = try RequestRecord.requests(
                of: student.id, seed: Int64(bitPattern: seed),
                numbers: Dictionary(rows.rows.map { ($0.submission, $0.number) }, uniquingKeysWith: { $1 }),
                marks: marks, database
            ).filter { ids.contains($0.check) }
        }
        return result
    }

    private mutating func attempt(
        _ row: AttemptRows.Row, of student: String, _ seed: UInt64, _ marks: [MarkRecord], _ database: Database
    ) throws -> Attempt {
        let hash = row.submission
        let key = Work.Key(submission: hash, seed: seed)
        let verdicts = try self.verdicts(key, database)
        // The latest run may have been about a few checks only, so these are all runs that a verdict comes from.
        let runs = try RunRow.all(of: key, in: Set(verdicts.flatMap(\.all).map(\.run)), database)
        self.runs[key] = runs.map(\.id)
        let strict = strictPlace.flatMap { verdicts[$0].all.first }
        let findings = runs.first { $0.id == strict?.run }?.remarks.filter { $0.severity == StrictCheck.severity } ?? []
        let result = SubmissionResult(
            kernel: kernels.count > 1
                ? kernels.map(\.release).joined(separator: ", ") : runs.last?.kernel ?? kernels.first?.release ?? "",
            duration: runs.reduce(0) { $0 + $1.duration },
            checks: definitions.indices.compactMap { place in
                place == strictPlace
                    ? self.strict(strict, findings) : check(definitions[place], verdicts[place])
            }, remarks: remarks(of: runs) + findings, seed: seed)
        let penalty = row.submitted.flatMap { policy?.penalty(student, submitted: $0, result: result) }
        let own = marks.counting(for: hash, number: row.number, items: items)
        var whole = result
        whole.checks += items.map { item in
            guard let mark = own.mark(for: item.id) else {
                return CheckResult(item.heading, status: .skipped, message: "not marked yet")
            }
            let isWhole = mark.points >= item.points
            return CheckResult(item.heading, status: isWhole ? .pass : .fail, message: isWhole ? "" : mark.why)
        }
        return Attempt(
            number: row.number, submitted: row.submitted, hash: hash, graderVersion: runs.last?.grader ?? grader,
            result: whole, sources: [], penalty: penalty,
            outdated: zip(definitions, verdicts).compactMap { $1.isOutdated ? $0.id : nil }
                .filter { $0 != StrictCheck.id || policy?.strict != nil },
            handMarks: own,
            comments: (comments[student] ?? []).filter { $0.submission == hash }.map(\.comment))
    }

    /// The verdicts on one check.
    private struct Verdicts {
        /// On each kernel, in their order.
        var own: [VerdictRow?]
        /// On one that is not graded on any more: it counts until there is another one.
        var former: VerdictRow?

        var all: [VerdictRow] {
            let own = own.compactMap(\.self)
            return own.isEmpty ? [former].compactMap(\.self) : own
        }

        /// Whether it has not been graded anew on each kernel by the present rubric and grader. One that was never graded
        /// at all says so itself.
        var isOutdated: Bool {
            all.isEmpty ? false : own.contains { $0?.isPresent != true }
        }
    }

    /// The verdicts on each check, in the order of the rubric. An error never takes the place of something that was measured.
    private func verdicts(_ key: Work.Key, _ database: Database) throws -> [Verdicts] {
        var own = try kernels.map { kernel in
            // Of one kernel what was measured on others counts until it was measured on this one.
            try verdicts(key, on: kernel.release, database) { kernels.count == 1 || $0 == kernel.release }
        }
        guard kernels.count > 1 else { return own[0].map { Verdicts(own: [$0]) } }
        // What the strict kernel says is measured once, beside the first.
        if let strictPlace { for other in own.indices.dropFirst() { own[other][strictPlace] = own[0][strictPlace] } }
        let planned = Set(kernels.map(\.release))
        let former = try verdicts(key, on: "", database) { !planned.contains($0) }
        return definitions.indices.map { place in Verdicts(own: own.map { $0[place] }, former: former[place]) }
    }

    private func verdicts(
        _ key: Work.Key, on kernel: String, _ database: Database, takes isTaken: (_ kernel: String) -> Bool
    ) throws -> [VerdictRow?] {
        var counting = [VerdictRow?](repeating: nil, count: definitions.count)
        func take(_ place: Int, _ row: VerdictRow) {
            if let other = counting[place], (other.rank, other.run) > (row.rank, row.run) { return }
            counting[place] = row
        }
        if let regrading {
            for record in try known(key, before: regrading, database) where isTaken(record.kernel) {
                guard let place = places[record.definition] else { continue }
                take(
                    place,
                    VerdictRow(
                        record,
                        isPresent: record.fingerprint == definitions[place].fingerprint && record.kernel == kernel
                            && record.grader == grader))
            }
            return counting
        }
        let rows = try VerdictRow.cursor(of: key, kernel: kernel, grader: grader, database)
        while let row = try rows.next() {
            guard let place = places[try VerdictRow.definition(row)],
                try kernels.count == 1 || isTaken(VerdictRow.kernel(row))
            else { continue }
            take(place, try VerdictRow(row, fingerprint: definitions[place].fingerprint))
        }
        return counting
    }

    /// What the compiler said last; of several kernels, for each.
    private func remarks(of runs: [RunRow]) -> [Remark] {
        func compiler(_ run: RunRow?) -> [Remark] { run?.remarks.filter { $0.severity != StrictCheck.severity } ?? [] }
        guard kernels.count > 1 else { return compiler(runs.last) }
        return Remark.combined(
            kernels.compactMap { kernel in
                runs.last { $0.kernel == kernel.release }.map { (kernel.name, compiler($0)) }
            })
    }

    /// What the strict kernel's findings come to; nil where they are remarks and no more.
    private func strict(_ verdict: VerdictRow?, _ findings: [Remark]) -> CheckResult? {
        policy?.strict.map { terms in
            terms.result(verdict?.result(terms.heading) ?? Self.missing(terms.heading), findings.strictMistakes)
        }
    }

    /// What was measured of a submission before a regrading, oldest first.
    private func known(
        _ key: Work.Key, before regrading: Regrading, _ database: Database
    ) throws -> [VerdictRecord] {
        let seed = Int64(bitPattern: key.seed)
        let all = VerdictRecord.filter(Column("submission") == key.submission && Column("seed") == seed)
        let replaced = try String.fetchAll(
            database,
            sql: "SELECT verdict FROM replaced WHERE submission = ? AND seed = ? AND regrading >= ? ORDER BY id DESC",
            arguments: [key.submission, seed, regrading.id])
        let earlier = try replaced.map { try JSON.value($0) as VerdictRecord }
        return (try all.fetchAll(database) + earlier).filter { $0.run <= regrading.since }.sorted { $0.run < $1.run }
    }

    private static func missing(_ heading: CheckHeading) -> CheckResult {
        CheckResult(heading, status: .error, message: "not graded yet: run the same `grader batch` again")
    }

    /// The verdict that counts of those on each kernel.
    private func check(_ definition: CheckDefinition, _ verdicts: Verdicts) -> CheckResult {
        let missing = Self.missing(definition.heading)
        guard kernels.count > 1, verdicts.own.contains(where: { $0 != nil }) else {
            return verdicts.all.first?.result(definition.heading) ?? missing
        }
        let all = zip(kernels, verdicts.own).map { ($0, $1?.result(definition.heading) ?? missing) }
        return CheckResult.combined(all, counting) ?? missing
    }
}
