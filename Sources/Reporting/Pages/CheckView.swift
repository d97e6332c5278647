import Results

/// A check as the student's page shows it.
struct CheckView {
    let id: String
    let title: String
    /// `pass`, `fail`, `error`, `skipped`; the name of a style.
    let status: String
    let word: String
    let earned: String
    let possible: String
    /// Whether there is anything to tell below the line.
    let hasDetails: Bool
    let isOpen: Bool
    let message: String?
    let difference: Difference?
    let got: String?
    let mistake: String?
    let why: String?
    let hint: String?
    let moreHints: [String]
    let hasMoreHints: Bool
    let handMark: HandMarkView?

    struct Difference {
        let left: [DifferencePiece]
        let right: [DifferencePiece]
    }

    struct HandMarkView {
        let measured: String
        let reason: String
        let when: String
    }

    /// Beyond so many letters an answer is cut: a module may print megabytes.
    private static let lettersShown = 4000

    init(_ check: CheckResult, handMark mark: HandMark?) {
        id = check.id
        title = check.title
        status = check.status.rawValue
        word = Self.word(check.status)
        earned = Points.text(mark?.points ?? check.score)
        possible = Points.text(check.maxScore)
        let isFailure = check.status == .fail
        message = check.status == .pass || check.message.isEmpty ? nil : check.message
        func cut(_ text: String?) -> String? { text.map { String(VisibleText.block($0).prefix(Self.lettersShown)) } }
        if check.status != .pass, let expected = cut(check.expected), let actual = cut(check.actual) {
            let (left, right) = TextDifference.pieces(expected, actual)
            difference = Difference(left: left, right: right)
            got = nil
        } else {
            difference = nil
            got = check.status == .pass ? nil : cut(check.actual)
        }
        mistake = isFailure ? check.diagnosis : nil
        why = isFailure && !check.why.isEmpty ? check.why : nil
        hint = isFailure ? check.hints.first : nil
        moreHints = isFailure ? Array(check.hints.dropFirst()) : []
        hasMoreHints = !moreHints.isEmpty
        handMark = mark.map {
            HandMarkView(measured: Points.text(check.score), reason: $0.why, when: UTCDate.text($0.given))
        }
        hasDetails = message != nil || difference != nil || got != nil || why != nil || handMark != nil
        isOpen = check.status == .fail || check.status == .error || handMark != nil
    }

    static func word(_ status: CheckResult.Status) -> String {
        switch status {
        case .pass: "passed"
        case .fail: "failed"
        case .error: "not judged"
        case .skipped: "not tried"
        }
    }
}
