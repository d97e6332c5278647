import Results
import Words

/// A check as the student's page shows it.
struct CheckView {
    let id: String
    let title: String
    /// `pass`, `fail`, `error`, `skipped`; the name of a style.
    let status: String
    let word: String
    let earned: String
    let possible: String
    let isOpen: Bool
    let message: String?
    /// What is said before the comparison of what was expected and what came.
    let before: [Part]
    let difference: Difference?
    /// What was expected, or what came, where there is nothing to compare it with.
    let alone: Part?
    /// What is said after the comparison.
    let after: [Part]
    let handMark: HandMarkView?
    /// Where another look can be asked for.
    let request: String?
    /// Whether the verdict is one of an earlier version of the check.
    let isOutdated: Bool

    /// A part of the check's story.
    struct Part {
        let label: String
        let text: String
        /// Whether the text is a command.
        let isCode: Bool
        /// Plainer hints, which the student opens.
        let more: [String]
        let hasMore: Bool
    }

    struct Difference {
        let left: [DifferencePiece]
        let right: [DifferencePiece]
    }

    struct HandMarkView {
        let measured: String
        let reason: String
        let when: String
    }

    /// Letters of an answer that are shown, since a module may print megabytes: about fifty lines.
    private static let lettersShown = 4000

    init(
        _ check: CheckResult, handMark mark: HandMark?, request: String? = nil, zone: String = "UTC",
        isOutdated: Bool = false
    ) {
        self.request = request
        self.isOutdated = isOutdated
        id = check.id
        title = check.title
        // It is a class of the style sheet.
        status = check.status == .notApplicable ? "absent" : check.status.rawValue
        word = check.heading.isByHand && check.status == .skipped ? "not marked yet" : Self.word(check.status)
        earned = Points.text(mark?.points ?? check.score)
        possible = Points.text(check.maxScore)
        let story = check.story(hints: 1)
        let more = check.status == .fail ? Array(check.hintsInOrder.dropFirst()) : []
        func cut(_ label: CheckResult.StoryPart.Label) -> String? {
            story.first { $0.label == label }.map { String($0.text.visibleBlock.prefix(Self.lettersShown)) }
        }
        let shown = [CheckResult.StoryPart.Label.message, .expected, .got]
        let middle = story.lastIndex { $0.label == .asked || shown.contains($0.label) }.map { $0 + 1 } ?? 0
        func parts(_ story: some Sequence<CheckResult.StoryPart>) -> [Part] {
            story.filter { !shown.contains($0.label) }.map { Part($0, more: $0.label == .hint ? more : []) }
        }
        message = cut(.message)
        before = parts(story[..<middle])
        after = parts(story[middle...])
        if let expected = cut(.expected), let actual = cut(.got) {
            let (left, right) = TextDifference.pieces(expected, actual)
            difference = Difference(left: left, right: right)
            alone = nil
        } else {
            difference = nil
            alone = story.first { [.expected, .got].contains($0.label) }.flatMap { part in
                cut(part.label).map {
                    Part(label: part.label.rawValue, text: $0, isCode: true, more: [], hasMore: false)
                }
            }
        }
        handMark = mark.map {
            HandMarkView(measured: Points.text(check.score), reason: $0.why, when: UTCDate.text($0.given, zone: zone))
        }
        isOpen = handMark != nil
    }

    static func word(_ status: CheckResult.Status) -> String {
        switch status {
        case .pass: "passed"
        case .fail: "failed"
        case .error: "not judged"
        case .blocked: "blocked: no points"
        case .skipped: "not tried: no points"
        case .notApplicable: "not applicable on this kernel"
        }
    }
}

extension CheckView.Part {
    init(_ part: CheckResult.StoryPart, more: [String]) {
        label = Self.word(part.label)
        text = part.text
        isCode = part.label == .asked
        self.more = more
        hasMore = !more.isEmpty
    }

    /// A page has room for more than a report's one word.
    private static func word(_ label: CheckResult.StoryPart.Label) -> String {
        switch label {
        case .why: "why it matters"
        default: label.rawValue
        }
    }
}
