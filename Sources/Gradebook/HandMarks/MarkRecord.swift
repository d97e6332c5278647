import GRDB
import Results

/// A row of the table `hand_mark`: a mark by hand, or that one was taken back. Rows are only ever added.
struct MarkRecord: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "hand_mark"

    var id: Int64?
    var student: String
    /// The id of the check or the item.
    var definition: String
    /// Nil takes the marks of before back.
    var points: Double?
    var why: String
    /// Seconds since 1970.
    var given: Double
    /// The hash of the submission that it belongs to; nil for a mark that counts for every attempt.
    var submission: String?
    var author: String
}

extension [MarkRecord] {
    /// The marks that count for a submission, oldest first.
    func counting(for submission: String?, number: Int?, items: [HandItem]) -> [HandMark] {
        let ofStudent = Set(items.filter(\.isOfStudent).map(\.id))
        var marks: [HandMark] = []
        for record in self {
            let isGeneral = record.submission == nil || ofStudent.contains(record.definition)
            guard isGeneral || record.submission == submission else { continue }
            marks.removeAll { $0.check == record.definition }
            guard let points = record.points else { continue }
            marks.append(
                HandMark(
                    check: record.definition, points: points, why: record.why, given: record.given,
                    author: record.author, attempt: isGeneral ? nil : number))
        }
        return marks
    }
}

/// A row of the table `comment`.
struct CommentRecord: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "comment"

    var id: Int64?
    var student: String
    var submission: String
    var path: String
    var line: Int
    var text: String
    var author: String
    var given: Double
    /// When it was taken back, in seconds since 1970.
    var removed: Double?

    /// The comments that were not taken back, those of a student in the order of the sources.
    static func all(_ database: Database) throws -> [CommentRecord] {
        try filter(Column("removed") == nil)
            .order(Column("path"), Column("line"), Column("id")).fetchAll(database)
    }

    var comment: LineComment {
        LineComment(id: id ?? 0, path: path, line: line, text: text, author: author, given: given)
    }
}
