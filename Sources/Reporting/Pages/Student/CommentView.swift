import Results
import Words

/// What an instructor wrote at a line, as the student's page shows it: the line with those around it, then the words.
struct CommentView {
    let place: String
    /// Where the line stands among the sources of the page.
    let target: String?
    let lines: [Line]
    let text: String
    let when: String

    /// A line of the source.
    struct Line {
        let number: Int
        let code: String
        let isMeant: Bool
    }

    /// Lines that are shown before and behind the one that is meant.
    private static let around = 2

    /// The comments of everything that counts: of the current attempt, then of those that single labs count from.
    static func all(of student: StudentResult) -> [CommentView] {
        guard let current = student.current else { return [] }
        let others = Set(current.labsFrom.values)
        // Attempts with the same sources have the same comments.
        var seen: Set<Int64> = []
        return ([current] + student.attempts.filter { others.contains($0.number) }).flatMap { attempt in
            attempt.comments.filter { seen.insert($0.id).inserted }.map { comment in
                CommentView(comment, of: attempt, isCurrent: attempt.number == current.number, zone: student.timeZone)
            }
        }
    }

    private init(_ comment: LineComment, of attempt: Attempt, isCurrent: Bool, zone: String) {
        place = "\(comment.path), line \(comment.line)" + (isCurrent ? "" : ", of attempt \(attempt.number)")
        target = isCurrent ? SourceView.anchor(comment.line, of: comment.path, in: attempt.sources) : nil
        let all = attempt.sources.first { $0.path == comment.path }.map { SourceView.lines(of: $0) } ?? []
        let first = max(comment.line - Self.around, 1)
        let shown = all.dropFirst(first - 1).prefix(comment.line - first + 1 + Self.around)
        lines = shown.enumerated().map { index, code in
            Line(number: first + index, code: SourceView.cut(code), isMeant: first + index == comment.line)
        }
        text = comment.text
        when = UTCDate.text(comment.given, zone: zone)
    }
}
