public import Results
public import RunHistory
import Words

/// A result on a screen or two: a line for each lab and for each cause of failures, what has changed since the last run, and
/// last the one thing to mend next.
public struct ShortReport: Sendable {
    private let layout: TerminalText
    private let cause: CauseReport
    private let command: RerunCommand
    private let changes: RunChanges?

    /// Rows that are never exceeded on 80 columns, whatever the module does: two screens.
    private static let rows = 48
    /// Notes about style that are shown.
    private static let notesShown = 2
    /// Remarks of the strict kernel that are shown.
    private static let strictShown = 4
    /// Errors of the compiler that are shown where no check is about them.
    private static let errorsShown = 3

    /// A report for a terminal of `width` columns (at least 30), coloured or plain.
    ///
    /// - Parameters:
    ///   - isColoured: Whether there are colours.
    ///   - width: Columns of the terminal.
    ///   - folder: The submission's folder as the student writes it, for commands to go on with.
    ///   - changes: What has changed since the last run; nil where there was none.
    public init(isColoured: Bool, width: Int = 80, folder: String = ".", changes: RunChanges? = nil) {
        layout = TerminalText(isColoured: isColoured, width: width)
        cause = CauseReport(isColoured: isColoured, width: width, folder: folder)
        command = RerunCommand(folder: folder)
        self.changes = changes
    }

    /// The whole report, with a line break at its end.
    public func text(_ result: SubmissionResult) -> String {
        let causes = OpenCauses(of: result)
        var end: [String] = []
        if let changes, !changes.isEmpty { end += [""] + self.changes(changes) }
        end += notes(result.checks)
        end += layout.strictRemarks(result, limit: Self.strictShown)
        if let next = causes.next { end += [""] + cause.lines(next) } else { end += outside(result) }
        end += [""] + layout.summary(result)
        // Where a module has many mistakes, the cheap ones of each lab give way.
        var labs: [String] = []
        for limit in [8, 6, 4, 3, 2, 1] {
            labs = self.labs(result.checks, causes, limit: limit)
            if labs.count + end.count <= Self.rows { break }
        }
        return (labs + end).joined(separator: "\n") + "\n"
    }

    // MARK: - The labs

    private func labs(_ checks: [CheckResult], _ causes: OpenCauses, limit: Int) -> [String] {
        var names: [String] = []
        for check in checks where !names.contains(check.lab) { names.append(check.lab) }
        return names.flatMap { name in lab(name, checks.filter { $0.lab == name }, causes, limit: limit) }
    }

    private func lab(_ name: String, _ checks: [CheckResult], _ causes: OpenCauses, limit: Int) -> [String] {
        let passed = checks.count { $0.status == .pass }
        let (score, possible) = checks.reduce((0, 0)) { ($0.0 + $1.score, $0.1 + $1.maxScore) }
        let points = "\(Points.text(score))/\(Points.text(possible))"
        let untried = checks.filter { [.blocked, .skipped].contains($0.status) }
        let absent = checks.filter { $0.status == .notApplicable }
        let absences = absences(absent)
        if passed > 0, passed + absent.count == checks.count {
            return [line(layout.mark(.pass), "\(name): \(count(passed))", points)] + absences
        }
        if absent.count == checks.count {
            return [line(nil, "\(name): none of \(count(absent.count))", points)] + absences
        }
        if untried.count == checks.count {
            return [line(layout.mark(untried[0].status), "\(name): \(waiting(untried))", points)]
        }
        var lines = [line(nil, "\(name): \(passed) of \(count(checks.count)) pass", points)]
        let own = causes.causes.compactMap { cause -> (cause: Cause, checks: [CheckResult])? in
            let own = cause.checks.filter { $0.lab == name }
            return own.isEmpty ? nil : (cause, own)
        }
        for (cause, checks) in own.prefix(limit) {
            let others = checks.count > 1 ? " and \(checks.count - 1) more" : ""
            // Before the sentence, which may be cut.
            let kernels = checks[0].differsByKernel ? "on \(checks[0].observedOn.joined(separator: ", ")): " : ""
            lines.append(
                line(
                    layout.mark(.fail), "\(checks[0].id)\(others): \(kernels)\(sentence(cause, checks[0]))",
                    lost(checks)))
        }
        let rest = own.dropFirst(limit).flatMap(\.checks)
        if !rest.isEmpty {
            lines.append(
                line(layout.mark(.fail), "\(count(rest.count)) more, of \(own.count - limit) causes", lost(rest)))
        }
        if let first = untried.first {
            lines.append(line(layout.mark(first.status), waiting(untried), lost(untried)))
        }
        let errors = checks.filter { $0.status == .error }
        if let first = errors.first {
            let ids = errors.count > 1 ? "\(first.id) and \(errors.count - 1) more" : first.id
            lines.append(line(layout.mark(.error), "\(ids): \(first.message)", "?"))
        }
        return lines + absences
    }

    /// What cannot be asked for on this kernel, a line for each reason.
    private func absences(_ checks: [CheckResult]) -> [String] {
        var reasons: [String] = []
        for check in checks where !reasons.contains(check.message) { reasons.append(check.message) }
        return reasons.map { reason in
            let ids = checks.filter { $0.message == reason }.map(\.id)
            let more = ids.count > 1 ? " and \(ids.count - 1) more" : ""
            return line(layout.mark(.notApplicable), "\(ids[0])\(more): \(reason)", "-")
        }
    }

    private func sentence(_ cause: Cause, _ check: CheckResult) -> String {
        // It was told in an earlier lab.
        if let first = cause.checks.first, first.lab != check.lab { return "the same as \(first.id)" }
        guard cause.isUnfinished, let task = cause.task else { return check.mistake ?? check.message }
        return "TODO \(task.name) is still open"
    }

    /// What untried checks wait for: the ids of what failed, or the reason why nothing was tried.
    private func waiting(_ checks: [CheckResult]) -> String {
        var reasons: [String] = []
        for check in checks {
            let reason = check.status == .blocked ? check.waitsFor ?? check.message : check.message
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        let shown = reasons.prefix(3).joined(separator: ", ") + (reasons.count > 3 ? ", …" : "")
        guard checks.allSatisfy({ $0.waitsFor != nil && $0.status == .blocked }) else {
            return "\(count(checks.count)): \(shown)"
        }
        return "\(count(checks.count)) \(checks.count == 1 ? "waits" : "wait") for \(shown)"
    }

    private func count(_ number: Int) -> String { "\(number) \(number == 1 ? "check" : "checks")" }

    private func lost(_ checks: [CheckResult]) -> String { "-" + Points.text(Cause.open(checks)) }

    /// One line: the mark, a text that is cut where it is too long, and the points at the right. Without a mark it is the
    /// head of a lab.
    private func line(_ mark: String?, _ text: String, _ points: String) -> String {
        let start = mark.map { "\($0)  " } ?? ""
        let room = max(layout.width - (mark == nil ? 0 : 6) - points.count - 1, 10)
        let shown = TerminalColumns.fitted(text.visibleLine, room)
        return "\(start)\(mark == nil ? layout.bold(shown) : shown) \(points)"
    }

    // MARK: - Below the labs

    /// What turned green and red, with the first ids.
    private func changes(_ changes: RunChanges) -> [String] {
        func told(_ ids: [String], _ what: String, _ colour: String) -> [String] {
            guard !ids.isEmpty else { return [] }
            let shown = ids.prefix(4).joined(separator: ", ") + (ids.count > 4 ? " and \(ids.count - 4) more" : "")
            return TerminalColumns.wrapped("\(what): \(shown)", layout.width).map { layout.colour(colour, $0) }
        }
        let waiting =
            changes.waiting > 0 ? ["\(count(changes.waiting)) that passed last time could not be tried"] : []
        return told(changes.green, "Passes now", "32") + told(changes.red, "Passed last time, and fails now", "31")
            + waiting
    }

    /// What was understood although the contract says it otherwise, each once.
    private func notes(_ checks: [CheckResult]) -> [String] {
        var notes: [String] = []
        for note in checks.flatMap(\.styleNotes) where !notes.contains(note) { notes.append(note) }
        // What does not count is worth knowing all the same.
        for check in checks where check.status == .pass && check.endings.contains(where: { !$0.status.isSettledWell }) {
            if let sentence = check.kernelSentence { notes.append("\(check.id) \(sentence)") }
        }
        guard !notes.isEmpty else { return [] }
        let rest = notes.count - Self.notesShown
        let more = rest > 0 ? layout.row("", "\(rest) more: grader check --all") : []
        return [""] + notes.prefix(Self.notesShown).flatMap { layout.row("note", $0) } + more
    }

    /// How to go on where nothing failed, and something waits for a check that was not asked for.
    private func outside(_ result: SubmissionResult) -> [String] {
        let errors = result.remarks.filter { $0.severity == "error" }
        if let check = result.checks.first(where: { $0.status == .skipped && $0.waitsFor != nil }), !errors.isEmpty {
            return ["", layout.bold("Next: The module does not build.")]
                + layout.remarks(errors, limit: Self.errorsShown, indent: 2)
                + ["  again     \(command.text(check: check.id))"]
        }
        guard let check = result.checks.first(where: { $0.status == .blocked }), let root = check.waitsFor else {
            return []
        }
        return [""]
            + TerminalColumns.wrapped("Next: \(check.id) \(check.message)".visibleLine, layout.width).map(layout.bold)
            + ["  again     \(command.text(check: root))"]
    }
}
