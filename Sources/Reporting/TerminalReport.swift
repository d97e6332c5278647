public import Results
import Words

/// A result as a person reads it in a terminal.
public struct TerminalReport: Sendable {
    private let isColoured: Bool
    let width: Int

    /// A report for a terminal of `width` columns (at least 30), coloured or plain.
    public init(isColoured: Bool, width: Int = 80) {
        self.isColoured = isColoured
        self.width = max(width, 30)
    }

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
                lines.append(bold(lab.visibleLine))
            }
            if checks.count > 1 {
                lines += untried(checks)
            } else {
                lines += head(checks[0].status, checks[0].title, of: checks)
                lines += story(
                    checks[0].story().filter { $0.label != .style || notes.insert($0.text).inserted })
            }
        }
        lines += ["", summary(result)]
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
        return [.blocked, .skipped].contains(check.status) && first.status == check.status && first.lab == check.lab
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
        let room = max(width - 6 - points.count - 1, 10)
        let titles = TerminalColumns.wrapped(title.visibleLine, room)
        let first = TerminalColumns.fitted(titles.first ?? "", room)
        return ["\(mark(status))  \(first) \(points)"] + titles.dropFirst().map { "      \($0)" }
    }

    /// Columns before a part of a story, and columns of its label.
    private static let (indent, labelWidth) = (7, 10)

    /// The parts of a check's story, each behind its label.
    private func story(_ parts: [CheckResult.StoryPart]) -> [String] {
        func text(_ label: CheckResult.StoryPart.Label) -> String? {
            parts.first { $0.label == label }?.text.visibleLine
        }
        let actual = text(.got)
        let (expected, got) = cut(text(.expected) ?? "", unprefixed(actual ?? "", beside: text(.expected)))
        return parts.flatMap { part in
            let lines = part.text.split(whereSeparator: \.isNewline)
            return switch part.label {
            case .message: block("", part.text)
            // An answer of several lines is shown as it came: none of it can be set beside what is expected.
            case .expected where lines.count > 1, .got where lines.count > 1:
                lines.enumerated().flatMap { index, line in
                    block(index == 0 ? Self.label(part) : Self.blankLabel, String(line))
                }
            case .expected: block(Self.label(part), expected)
            case .got: block(Self.label(part), got)
            default: block(Self.label(part), part.text)
            }
        }
    }

    private static let blankLabel = String(repeating: " ", count: labelWidth)

    private static func label(_ part: CheckResult.StoryPart) -> String {
        TerminalColumns.fitted(part.label.rawValue, labelWidth)
    }

    /// A line of the log without its `[mtest.findpage]`, where what is expected has none: the difference is behind it.
    private func unprefixed(_ actual: String, beside expected: String?) -> String {
        guard let expected, actual.hasPrefix("[mtest"), !expected.hasPrefix("["),
            let close = actual.firstIndex(of: "]")
        else { return actual }
        return String(actual[actual.index(after: close)...].drop { $0 == " " })
    }

    /// Cuts two texts to one line around their first difference, never before it.
    private func cut(_ left: String, _ right: String) -> (String, String) {
        let room = width - Self.indent - Self.labelWidth
        guard TerminalColumns.width(left) > room || TerminalColumns.width(right) > room else { return (left, right) }
        let same = zip(left, right).prefix { $0 == $1 }.count
        let start = max(same - room / 3, 0)
        func piece(_ text: String) -> String {
            let part = (start > 0 ? "…" : "") + text.dropFirst(start)
            return TerminalColumns.width(part) > room ? TerminalColumns.fitted(part, room) : part
        }
        return (piece(left), piece(right))
    }

    /// A text below a check, wrapped beside its label; nothing for an empty one.
    func block(_ label: String, _ text: String) -> [String] {
        let indent = String(repeating: " ", count: Self.indent)
        let rest = String(repeating: " ", count: label.count)
        return TerminalColumns.wrapped(text.visibleLine, width - Self.indent - label.count).enumerated().map {
            indent + ($0.offset == 0 ? label : rest) + $0.element
        }
    }

    private func summary(_ result: SubmissionResult) -> String {
        let errors = result.checks.count { $0.status == .error }
        let seconds = Points.text((result.duration * 10).rounded() / 10)
        let text =
            "\(Points.text(result.score)) of \(Points.text(result.maxScore)) points on \(result.kernel.visibleLine) "
            + "in \(seconds) s"
        guard errors > 0 else { return bold(text) }
        let advice = "Grade again: \(NotJudged.reason(errors)), through no fault of the module."
        return ([bold(text)] + TerminalColumns.wrapped(advice, width)).joined(separator: "\n")
    }

    private func mark(_ status: CheckResult.Status) -> String {
        switch status {
        case .pass: colour("32", " ok ")
        case .fail: colour("31", "FAIL")
        case .error: colour("33", "ERR ")
        case .blocked: colour("33", "wait")
        case .skipped: colour("33", "skip")
        }
    }

    func colour(_ code: String, _ text: String) -> String {
        isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
    func bold(_ text: String) -> String { colour("1", text) }
}
