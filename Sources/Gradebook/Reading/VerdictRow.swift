import GRDB
import Results

/// What a report needs of a row of the table `verdict`. A class has a million of them, so that columns are read by their
/// numbers and what a report does not show is not read.
struct VerdictRow {
    var run: Int64
    /// Whether it was measured by the present check, kernel and grader.
    var isPresent: Bool
    private var status: String
    private var share: Double
    private var message: String
    private var symptom: String?
    private var diagnosis: String?
    private var mistake: String?
    private var asked: String?
    private var expected: String?
    private var actual: String?
    private var lesson: String?
    private var advice: String?
    private var styleNotes: [String]

    /// The one with the highest counts, and of equal ones the newest.
    var rank: Int { (status == CheckResult.Status.error.rawValue ? 0 : 2) + (isPresent ? 1 : 0) }

    /// The rows of a submission, to be read by ``definition(_:)`` and ``init(_:fingerprint:)`` one after another.
    static func cursor(
        of key: Work.Key, kernel: String, grader: String, _ database: Database
    ) throws -> RowCursor {
        let statement = try database.cachedStatement(
            sql: """
                SELECT definition, fingerprint, kernel = ? AND grader = ?, run, status, share, message, symptom, diagnosis,
                    mistake, asked, expected, actual, lesson, advice, style_notes, kernel
                FROM verdict WHERE submission = ? AND seed = ?
                """)
        return try Row.fetchCursor(
            statement, arguments: [kernel, grader, key.submission, Int64(bitPattern: key.seed)])
    }

    /// The id of the check.
    static func definition(_ row: Row) throws -> String { try row.checked(0) }

    /// The release of the kernel.
    static func kernel(_ row: Row) throws -> String { try row.checked(16) }

    /// The row that a cursor stands at.
    init(_ row: Row, fingerprint: String) throws {
        let isOfPresentGrader: Bool = try row.checked(2)
        isPresent = try isOfPresentGrader && row.checked(1, as: String.self) == fingerprint
        run = try row.checked(3)
        status = try row.checked(4)
        share = try row.checked(5)
        message = try row.checked(6)
        symptom = try row.checked(7)
        diagnosis = try row.checked(8)
        mistake = try row.checked(9)
        asked = try row.checked(10)
        expected = try row.checked(11)
        actual = try row.checked(12)
        lesson = try row.checked(13)
        advice = try row.checked(14)
        styleNotes = try JSON.list(row.checked(15, as: String.self))
    }

    init(_ record: VerdictRecord, isPresent: Bool) {
        run = record.run
        self.isPresent = isPresent
        (status, share, message, symptom) = (record.status, record.share, record.message, record.symptom)
        (diagnosis, mistake, asked) = (record.diagnosis, record.mistake, record.asked)
        (expected, actual) = (record.expected, record.actual)
        (lesson, advice, styleNotes) = (record.lesson, record.advice, record.styleNotes)
    }

    /// The result as a report shows it, with the heading of today's rubric; nil where the status is one of a later
    /// version of the grader.
    func result(_ heading: CheckHeading) -> CheckResult? {
        guard let status = CheckResult.Status(rawValue: status) else { return nil }
        var result = CheckResult(
            heading, status: status, message: message, symptom: symptom, diagnosis: diagnosis, mistake: mistake,
            asked: asked, expected: expected, actual: actual, lesson: lesson, advice: advice, styleNotes: styleNotes)
        result.score = Hundredths(heading.points * share).points
        return result
    }
}

/// What a report needs of a row of the table `run`.
struct RunRow {
    var id: Int64
    var kernel: String
    var grader: String
    /// Seconds.
    var duration: Double
    var remarks: [Remark]

    /// The runs of a submission that are among `ids`, oldest first.
    static func all(of key: Work.Key, in ids: Set<Int64>, _ database: Database) throws -> [RunRow] {
        guard !ids.isEmpty else { return [] }
        let statement = try database.cachedStatement(
            sql: "SELECT id, kernel, grader, duration, remarks FROM run WHERE submission = ? AND seed = ? ORDER BY id")
        let rows = try Row.fetchCursor(statement, arguments: [key.submission, Int64(bitPattern: key.seed)])
        var runs: [RunRow] = []
        while let row = try rows.next() {
            let id: Int64 = try row.checked(0)
            guard ids.contains(id) else { continue }
            let remarks: String = try row.checked(4)
            runs.append(
                RunRow(
                    id: id, kernel: try row.checked(1), grader: try row.checked(2),
                    duration: try row.checked(3), remarks: remarks == "[]" ? [] : try JSON.value(remarks)))
        }
        return runs
    }
}
