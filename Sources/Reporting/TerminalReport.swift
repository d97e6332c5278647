public import Results

/// A result as a person reads it in a terminal.
public struct TerminalReport: Sendable {
    private let isColoured: Bool
    let width: Int

    /// A report for a terminal of `width` columns (at least 20), coloured or plain.
    public init(isColoured: Bool, width: Int = 80) {
        self.isColoured = isColoured
        self.width = max(width, 20)
    }

    /// The whole report.
    public func text(_ result: SubmissionResult) -> String {
        var lines = remarks(result.remarks)
        var lab = ""
        for checks in runs(of: result.checks) {
            if checks[0].lab != lab {
                lab = checks[0].lab
                lines += ["", bold(clean(lab))]
            }
            lines += checks.count > 1 ? untried(checks) : self.lines(checks[0])
        }
        lines += ["", summary(result)]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Checks of one lab that were not tried, for the same reason, belong together; every other is alone.
    private func runs(of checks: [CheckResult]) -> [[CheckResult]] {
        var runs: [[CheckResult]] = []
        for check in checks {
            if let last = runs.last?.last, last.status == .skipped, check.status == .skipped, last.lab == check.lab,
                last.message == check.message
            {
                runs[runs.count - 1].append(check)
            } else {
                runs.append([check])
            }
        }
        return runs
    }

    /// One line for many: a module that does not build leaves two hundred.
    private func untried(_ checks: [CheckResult]) -> [String] {
        let points = checks.reduce(0) { $0 + $1.maxScore }
        return [head(.skipped, "\(checks.count) checks", "0/\(number(points))")] + block("", checks[0].message)
    }

    private func head(_ status: CheckResult.Status, _ title: String, _ points: String) -> String {
        let gap = max(width - 6 - title.count - points.count, 1)
        return "\(mark(status))  \(title)\(String(repeating: " ", count: gap))\(points)"
    }

    private func lines(_ check: CheckResult) -> [String] {
        let points = "\(number(check.score))/\(number(check.maxScore))"
        var lines = [head(check.status, clean(check.title), points)]
        guard check.status != .pass else { return lines }
        lines += block("", check.message)
        if let expected = check.expected, let actual = check.actual {
            let (left, right) = cut(clean(expected), unprefixed(clean(actual), beside: expected))
            lines += ["       expected  \(left)", "       got       \(right)"]
        } else if let actual = check.actual {
            lines += ["       got       \(cut(clean(actual), "").0)"]
        }
        if let mistake = check.mistake ?? check.diagnosis { lines += block("mistake   ", mistake) }
        guard check.status == .fail else { return lines }
        lines += block("why       ", check.why)
        if let hint = check.hints.first { lines += block("hint      ", hint) }
        if let lesson = check.lesson { lines += block("learn     ", "walkthrough lesson \(lesson)") }
        return lines
    }

    /// A line of the log without its `[mtest.findpage]`, where what is expected has none: the difference is behind it.
    private func unprefixed(_ actual: String, beside expected: String) -> String {
        guard actual.hasPrefix("[mtest"), !expected.hasPrefix("["), let close = actual.firstIndex(of: "]") else {
            return actual
        }
        return String(actual[actual.index(after: close)...].drop { $0 == " " })
    }

    /// Cuts two texts to the width around their first difference, never before it.
    private func cut(_ left: String, _ right: String) -> (String, String) {
        let room = max(width - 17, 16)
        guard left.count > room || right.count > room else { return (left, right) }
        let same = zip(left, right).prefix { $0 == $1 }.count
        let start = max(same - room / 3, 0)
        func piece(_ text: String) -> String {
            let part = text.dropFirst(start)
            let head = start > 0 ? "…" : ""
            return head + (part.count > room - 2 ? part.prefix(room - 2) + "…" : part)
        }
        return (piece(left), piece(right))
    }

    func block(_ label: String, _ text: String) -> [String] {
        let indent = String(repeating: " ", count: 7)
        let rest = String(repeating: " ", count: label.count)
        var lines: [String] = []
        var line = ""
        for word in clean(text).split(separator: " ") {
            if !line.isEmpty && line.count + word.count + 1 > width - 7 - label.count {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? word : " \(word)"
        }
        if !line.isEmpty { lines.append(line) }
        return lines.enumerated().map { indent + ($0.offset == 0 ? label : rest) + $0.element }
    }

    private func summary(_ result: SubmissionResult) -> String {
        let errors = result.checks.count { $0.status == .error }
        let seconds = number((result.duration * 10).rounded() / 10)
        let text = "\(number(result.score)) of \(number(result.maxScore)) points on \(result.kernel) in \(seconds) s"
        return bold(text) + (errors > 0 ? "\n\(errors) checks could not be judged, through no fault of the module" : "")
    }

    private func mark(_ status: CheckResult.Status) -> String {
        switch status {
        case .pass: colour("32", " ok ")
        case .fail: colour("31", "FAIL")
        case .error: colour("33", "ERR ")
        case .skipped: colour("33", "skip")
        }
    }

    func colour(_ code: String, _ text: String) -> String {
        isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
    func bold(_ text: String) -> String { colour("1", text) }
    private func number(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }

    /// Students' text must not steer the terminal: control characters become visible.
    func clean(_ text: String) -> String {
        String(
            text.unicodeScalars.map {
                $0.properties.generalCategory == .control ? ($0 == "\n" ? " " : "\u{fffd}") : Character($0)
            })
    }
}
