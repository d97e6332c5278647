import Results
import Words

/// A cause of failures as the student's page shows it: what it costs first, then what was seen, then how to go on.
struct CauseView {
    let anchor: String
    let number: Int
    let sentence: String
    let cost: String
    let unit: String
    let place: String?
    let line: String?
    /// What was seen, where the sentence is about the mistake.
    let seen: String?
    let task: String?
    let asked: String?
    let difference: CheckView.Difference?
    let alone: CheckView.Part?
    let hint: String?
    let lesson: String?
    let checks: [Affected]
    let count: String
    let also: String?
    let again: String
    let request: String?

    /// A check that fails or waits because of it.
    struct Affected {
        let title: String
        let points: String
        let waits: Bool
        let id: String
    }

    init(_ cause: Cause, index: Int, request: String?) {
        let check = cause.shown
        let view = CheckView(check, handMark: nil)
        anchor = Self.anchor(index)
        number = index + 1
        sentence = Self.headline(cause)
        cost = Points.text(cause.cost)
        unit = cause.cost == 1 ? "point" : "points"
        place = check.place.map { "\($0.file), line \($0.line)" }
        line = check.place?.text.flatMap { text in
            text.allSatisfy(\.isWhitespace) ? nil : String(text.visibleLine.prefix(200))
        }
        seen = check.mistake != nil || cause.isUnfinished ? view.message : nil
        task = cause.isUnfinished ? nil : cause.task.map { "TODO \($0.name) is still open: \($0.text)" }
        asked = check.asked
        difference = view.difference
        alone = view.alone
        hint = check.hintsInOrder.first
        lesson = check.lesson
        checks = cause.checks.map { Affected($0, waits: false) } + cause.waiting.map { Affected($0, waits: true) }
        let (failed, waiting) = (cause.checks.count, cause.waiting.count)
        count =
            "\(failed) \(failed == 1 ? "check fails" : "checks fail")"
            + (waiting > 0 ? ", \(waiting) \(waiting == 1 ? "waits" : "wait")" : "")
        let akin = cause.akin.count
        also =
            akin == 0
            ? nil
            : "\(akin) other \(akin == 1 ? "check ends" : "checks end") like this, perhaps for this reason: \(Points.text(cause.akinCost)) points"
        again = RerunCommand(folder: ".").text(check: cause.id)
        self.request = request
    }

    /// The name of the place in the page.
    static func anchor(_ index: Int) -> String { "cause-\(index + 1)" }

    /// What it is, in one sentence.
    static func headline(_ cause: Cause) -> String {
        guard cause.isUnfinished, let task = cause.task else { return cause.sentence }
        return "TODO \(task.name) is still open: \(task.text)"
    }
}

extension CauseView.Affected {
    init(_ check: CheckResult, waits: Bool) {
        title = check.title
        points = Points.text(max(check.maxScore - check.score, 0))
        self.waits = waits
        id = check.id
    }
}
