public import Results
import Words

/// A result as a person reads it in a terminal.
public struct TerminalReport: Sendable {
    let layout: TerminalText

    /// A report for a terminal of `width` columns (at least 30), coloured or plain.
    public init(isColoured: Bool, width: Int = 80) { layout = TerminalText(isColoured: isColoured, width: width) }

    /// The whole report, with a line break at its end.
    public func text(_ result: SubmissionResult) -> String {
        var lines = remarks(result.remarks)
        var lab = ""
        // A module answers in one style: a note about it is read once, at the first check that has it.
        var notes: Set<String> = []
        let runs = runs(of: result.checks)
        let tried = Set(runs.filter { !isUntried($0) }.map { $0[0].lab })
        for checks in runs {
            if checks[0].lab != lab {
                // Labs of which nothing was tried stand together, so that a first failure and all that waits for it are
                // on one screen.
                if tried.contains(checks[0].lab) || tried.contains(lab) || lab.isEmpty { lines.append("") }
                lab = checks[0].lab
                lines.append(layout.bold(lab.visibleLine))
            }
            if checks.count > 1 {
                lines += untried(checks)
            } else {
                lines += head(checks[0].status, checks[0].title, of: checks)
                let story = checks[0].story().filter { $0.label != .style || notes.insert($0.text).inserted }
                lines += layout.story(story.filter { $0.label == .message })
                lines += excerpt(of: checks[0])
                lines += layout.story(story.filter { $0.label != .message })
            }
        }
        lines += layout.strictRemarks(result, limit: .max)
        lines += [""] + layout.summary(result)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Checks of one lab that were not tried for the same reason, which belong together; every other check is alone.
    private func runs(of checks: [CheckResult]) -> [[CheckResult]] {
        var runs: [[CheckResult]] = []
        for check in checks {
            // What waits for one check is told at the first of its lab, wherever the others stand.
            if let index = runs.lastIndex(where: { belongs(check, to: $0) }) {
                runs[index].append(check)
            } else {
                runs.append([check])
            }
        }
        return runs
    }

    private func belongs(_ check: CheckResult, to run: [CheckResult]) -> Bool {
        let first = run[0]
        return [.blocked, .skipped, .notApplicable].contains(check.status) && first.status == check.status
            && first.lab == check.lab
            && first.message == check.message && first.byHand == nil && check.byHand == nil
    }

    private func isUntried(_ run: [CheckResult]) -> Bool { [.blocked, .skipped].contains(run[0].status) }

    /// One line for several checks: a module that does not build leaves two hundred of them untried.
    private func untried(_ checks: [CheckResult]) -> [String] {
        head(checks[0].status, "\(checks.count) checks: \(checks[0].message)", of: checks)
    }

    /// The verdict, the title and the points, with the rest of a long title below.
    private func head(_ status: CheckResult.Status, _ title: String, of checks: [CheckResult]) -> [String] {
        let (score, possible) = checks.reduce((0, 0)) { ($0.0 + $1.score, $0.1 + $1.maxScore) }
        let points = "\(Points.text(score))/\(Points.text(possible))"
        let room = max(layout.width - 6 - points.count - 1, 10)
        let titles = TerminalColumns.wrapped(title.visibleLine, room)
        let first = TerminalColumns.fitted(titles.first ?? "", room)
        return ["\(layout.mark(status))  \(first) \(points)"] + titles.dropFirst().map { "      \($0)" }
    }

    /// The student's line that a failure is about. One that the compiler complains of stands among its remarks.
    private func excerpt(of check: CheckResult) -> [String] {
        guard check.status == .fail, let place = check.place, place.column == nil else { return [] }
        return SourceExcerpt(place).lines(layout, indent: layout.indent)
    }
}
