import GRDB
import Results

/// A row of the table `request`: what a student wants to be looked at again.
struct RequestRecord: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "request"

    var id: Int64?
    var student: String
    /// The id of the check or the item.
    var definition: String
    var text: String
    /// When the form was sent, in seconds since 1970; nil where the form does not say.
    var asked: Double?
    /// The hash of the submission that counted when it was taken in.
    var submission: String?
    /// When it was taken in.
    var entered: Double
    /// The last run of before.
    var run: Int64
}

/// A row of the table `request_answer`. Rows are only ever added.
struct RequestAnswerRecord: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "request_answer"

    var id: Int64?
    var request: Int64
    /// Nil opens the request again.
    var because: String?
    var author: String
    var given: Double
    /// The last run of before.
    var run: Int64
}

extension RequestRecord {
    /// A student's requests, oldest first, each with what came of it.
    ///
    /// - Parameters:
    ///   - student: The student's id.
    ///   - seed: What the student's verdicts are kept under.
    ///   - numbers: The numbers of the student's attempts, by the hash of their sources.
    ///   - marks: The student's marks by hand, oldest first.
    ///   - database: The gradebook.
    /// - Returns: The requests.
    /// - Throws: GRDB's errors.
    static func requests(
        of student: String, seed: Int64, numbers: [String: Int], marks: [MarkRecord], _ database: Database
    ) throws -> [RegradeRequest] {
        try filter(Column("student") == student).order(Column("id")).fetchAll(database).map { record in
            RegradeRequest(
                id: record.id ?? 0, check: record.definition, text: record.text, asked: record.asked,
                attempt: record.submission.flatMap { numbers[$0] },
                answer: try record.answer(seed: seed, marks: marks, database))
        }
    }

    /// What a person said counts first, then a mark by hand, then a verdict that was measured since.
    private func answer(
        seed: Int64, marks: [MarkRecord], _ database: Database
    ) throws -> RegradeRequest.Answer? {
        var (since, run) = (asked ?? entered, run)
        let last = try RequestAnswerRecord.filter(Column("request") == id).order(Column("id")).fetchAll(database).last
        if let last {
            if let because = last.because {
                return RegradeRequest.Answer(
                    kind: .said, text: because, author: last.author, given: last.given)
            }
            // It was opened again: only what came later answers it.
            (since, run) = (last.given, last.run)
        }
        if let mark = marks.last(where: { $0.definition == definition }), mark.given > since, mark.points != nil {
            return RegradeRequest.Answer(kind: .marked, text: mark.why, author: mark.author, given: mark.given)
        }
        guard let submission,
            let verdict = try Row.fetchOne(
                database,
                sql: """
                    SELECT verdict.status AS status, regrading.begun AS begun FROM verdict
                    JOIN run ON run.id = verdict.run LEFT JOIN regrading ON regrading.id = run.regrading
                    WHERE verdict.submission = ? AND verdict.seed = ? AND verdict.definition = ?
                        AND verdict.run > ? AND verdict.status <> 'error'
                    ORDER BY verdict.run DESC LIMIT 1
                    """, arguments: [submission, seed, definition, run])
        else { return nil }
        return try RegradeRequest.Answer(
            kind: .regraded, text: verdict.decode(forColumn: "status"), given: verdict.decode(forColumn: "begun"))
    }
}
