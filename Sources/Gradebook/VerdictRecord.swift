import GRDB
import Results

/// A row of the table `verdict`: what one check came to, and what it was measured from.
struct VerdictRecord: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "verdict"

    // What it was measured from: the primary key.
    var submission: String
    var seed: Int64
    var kernel: String
    var grader: String
    /// The id of the check.
    var definition: String
    var fingerprint: String

    // What was measured.
    var status: String
    /// Points earned of those to be had, 0...1: the rubric's points may change later.
    var share: Double
    var message: String
    var symptom: String?
    var diagnosis: String?
    var mistake: String?
    var asked: String?
    var expected: String?
    var actual: String?
    var lesson: String?
    var advice: String?
    var styleNotes: [String]

    /// How often it was tried, from 1: an error of the grader's is tried again.
    var tries: Int
    /// The run that it comes from.
    var run: Int64

    enum CodingKeys: String, CodingKey {
        case submission, seed, kernel, grader, definition, fingerprint, status, share, message, symptom, diagnosis
        case mistake, asked, expected, actual, lesson, advice, tries, run
        case styleNotes = "style_notes"
    }
}

extension VerdictRecord {
    /// A verdict that was just measured, for the first time.
    init(_ check: CheckResult, of key: Work.Key, in plan: Plan, fingerprint: String, run: Int64) {
        submission = key.submission
        seed = Int64(bitPattern: key.seed)
        kernel = plan.kernel
        grader = plan.grader
        definition = check.id
        self.fingerprint = fingerprint
        status = check.status.rawValue
        share = check.maxScore > 0 ? check.score / check.maxScore : 0
        message = check.message
        symptom = check.symptom
        diagnosis = check.diagnosis
        mistake = check.mistake
        asked = check.asked
        expected = check.expected
        actual = check.actual
        lesson = check.lesson
        advice = check.advice
        styleNotes = check.styleNotes
        tries = 1
        self.run = run
    }

    /// The verdict that stands under the same key; nil where there is none.
    func present(_ database: Database) throws -> VerdictRecord? {
        let key: [String: any DatabaseValueConvertible] = [
            "submission": submission, "seed": seed, "kernel": kernel, "grader": grader, "definition": definition,
            "fingerprint": fingerprint,
        ]
        return try Self.fetchOne(database, key: key)
    }

    /// What tells the verdicts apart that one submission has from one kernel and one version of the grader.
    struct Place: Hashable {
        var definition: String
        var fingerprint: String
    }

    var place: Place { Place(definition: definition, fingerprint: fingerprint) }

    /// The places that are taken.
    static func present(of key: Work.Key, _ plan: Plan, _ database: Database) throws -> Set<Place> {
        let statement = try database.cachedStatement(
            sql: """
                SELECT definition, fingerprint FROM verdict WHERE submission = ? AND seed = ? AND kernel = ? AND grader = ?
                """)
        let rows = try Row.fetchCursor(
            statement, arguments: [key.submission, Int64(bitPattern: key.seed), plan.kernel, plan.grader])
        var places: Set<Place> = []
        while let row = try rows.next() {
            places.insert(try Place(definition: row.checked(0), fingerprint: row.checked(1)))
        }
        return places
    }

    /// Adds the row. What GRDB does for any record, it does by way of `Codable`: an answer of 150 checks then takes 30 ms.
    func enter(_ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO verdict (submission, seed, kernel, grader, definition, fingerprint, status, share, message,
                    symptom, diagnosis, mistake, asked, expected, actual, lesson, advice, style_notes, tries, run)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            submission, seed, kernel, grader, definition, fingerprint, status, share, message, symptom, diagnosis,
            mistake,
            asked, expected, actual, lesson, advice, try JSON.list(styleNotes), tries, run,
        ])
    }

    /// Whether the grader could not do its work.
    var isError: Bool { status == CheckResult.Status.error.rawValue }
}
