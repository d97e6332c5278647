import Console
import Grading
import Reporting
import Results
import Synchronization
import Words

/// What is seen while labs are tried: a line for each module as it ends, and below it what is being done.
final class LabDisplay: Sendable {
    private let progress = Progress()
    private let total: Int
    private let counts = Mutex(Counts())

    private struct Counts {
        var right = 0
        var failed = 0
        var unjudged = 0
    }

    /// A display for so many modules.
    init(total: Int) { self.total = total }

    /// How many are otherwise than they should be.
    var failed: Int { counts.withLock { $0.failed } }
    /// Of how many the grader could not judge every check.
    var unjudged: Int { counts.withLock { $0.unjudged } }

    /// Begins a lab.
    func begin(_ lab: LabOnDisk, _ checks: [Rubric.Check]) {
        let points = checks.map(\.heading.points).reduce(0, +)
        let hidden = checks.count(where: \.heading.isHidden)
        Terminal.say(
            "\(lab.name.visibleLine): \(checks.count) checks\(hidden > 0 ? ", \(hidden) of them hidden" : ""); \(points.plain) points\n"
        )
    }

    /// Shows what is done with one.
    func show(_ name: String, _ text: String) {
        let done = counts.withLock { $0.right + $0.failed + $0.unjudged }
        progress.show("\(done)/\(total) \(name): \(text)")
    }

    /// Tells how one has ended.
    func tell(_ outcome: LabOutcome) {
        let (complaints, isUnjudged) = (outcome.judgement.complaints, outcome.judgement.isUnjudged)
        counts.withLock { counts in
            if complaints.isEmpty {
                counts.right += 1
            } else if isUnjudged {
                counts.unjudged += 1
            } else {
                counts.failed += 1
            }
        }
        Terminal.say(Self.text(of: outcome, width: Terminal.width, isColoured: Terminal.isColoured))
    }

    /// The line of a module, with one below it for each thing that is otherwise.
    static func text(of outcome: LabOutcome, width: Int, isColoured: Bool) -> String {
        let complaints = outcome.judgement.complaints
        let word = complaints.isEmpty ? "ok  " : outcome.judgement.isUnjudged ? "?   " : "FAIL"
        let colour = complaints.isEmpty ? "32" : outcome.judgement.isUnjudged ? "33" : "31"
        let mark = isColoured ? "\u{1b}[\(colour)m\(word)\u{1b}[0m" : word
        let seconds = "\((outcome.seconds * 10).rounded() / 10) s"
        let name = TerminalColumns.fitted(outcome.candidate.name.visibleLine, 20)
        let room = max(width - 29 - seconds.count, 10)
        let said = TerminalColumns.fitted(outcome.candidate.expectation.visibleLine, room)
        var text = "  \(mark) \(name)  \(said)  \(seconds)\n"
        for complaint in complaints { text += "       \(complaint.visibleLine)\n" }
        return text
    }

    /// The last line.
    func end() {
        clear()
        let (right, failed, unjudged) = counts.withLock { ($0.right, $0.failed, $0.unjudged) }
        Terminal.say(
            "\(right) of \(total) as they should be"
                + (failed > 0 ? ", \(failed) otherwise" : "")
                + (unjudged > 0 ? ", \(unjudged) not judged: give the same command again" : "") + ".\n")
    }

    /// Takes the line about the run off the screen.
    func clear() { progress.clear() }
}
