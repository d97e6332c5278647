import Results
import Words

/// One cause, told once: what it costs, what it belongs to, where it is, what was seen, and how to go on.
public struct CauseReport: Sendable {
    private let layout: TerminalText
    private let command: RerunCommand

    /// Lines of the compiler's errors, and of an answer, that are shown.
    private static let (errorsShown, linesShown) = (3, 6)

    /// A report for a terminal of `width` columns (at least 30), coloured or plain; `folder` is the submission's, as the
    /// student writes it, for the command that tries the cause again.
    public init(isColoured: Bool, width: Int = 80, folder: String = ".") {
        layout = TerminalText(isColoured: isColoured, width: width, indent: 2)
        command = RerunCommand(folder: folder)
    }

    /// Everything about a cause.
    ///
    /// - Parameters:
    ///   - cause: What is told.
    ///   - hints: How many hints are told, from the vaguest on.
    /// - Returns: Lines without their ends, none wider than the terminal.
    public func lines(_ cause: Cause, hints: Int = 1) -> [String] {
        let check = cause.shown
        var lines = TerminalColumns.wrapped("Next: \(headline(cause))".visibleLine, layout.width).map(layout.bold)
        lines += layout.row("costs", cost(cause))
        if let task = cause.task {
            lines += layout.row("at", SourceExcerpt(task.place).heading)
            if !cause.isUnfinished { lines += layout.row("todo", "\(task.name) is still open: \(task.text)") }
        }
        lines += layout.row("contract", check.title)
        if check.mistake != nil || cause.isUnfinished { lines += layout.row("seen", check.message) }
        if cause.errors.isEmpty {
            lines += evidence(check)
        } else {
            lines += layout.remarks(cause.errors, limit: Self.errorsShown, indent: layout.indent)
        }
        if let sentence = check.kernelSentence { lines += layout.row("kernel", sentence) }
        for hint in check.hintsInOrder.prefix(max(hints, 0)) { lines += layout.row("hint", hint) }
        if let lesson = check.lesson { lines += layout.row("learn", "walkthrough lesson \(lesson)") }
        if !cause.akin.isEmpty {
            let count = cause.akin.count
            lines += layout.row(
                "also",
                "\(count) other \(count == 1 ? "check ends" : "checks end") like this, perhaps for this reason: "
                    + "\(Points.text(cause.akinCost)) points")
        }
        return lines + layout.row("again", command.text(check: cause.id))
    }

    private func headline(_ cause: Cause) -> String {
        guard cause.isUnfinished, let task = cause.task else { return cause.sentence }
        return "TODO \(task.name) is still open: \(task.text)"
    }

    private func cost(_ cause: Cause) -> String {
        let (failed, waiting) = (cause.checks.count, cause.waiting.count)
        let checks = "\(failed) \(failed == 1 ? "check" : "checks")"
        return "\(Points.text(cause.cost)) \(cause.cost == 1 ? "point" : "points"): \(checks)"
            + (waiting > 0 ? ", and \(waiting) that \(waiting == 1 ? "waits" : "wait")" : "")
    }

    /// The student's line, and the answer beside what a correct module would have said.
    private func evidence(_ check: CheckResult) -> [String] {
        var lines: [String] = []
        if let place = check.place {
            let excerpt = SourceExcerpt(place)
            lines += layout.row("at", excerpt.heading) + excerpt.lines(layout, indent: layout.indent)
        }
        // What a compiler says is read whole, and stands beside nothing.
        if check.place?.column != nil { return lines + layout.row("got", check.actual ?? "") }
        let line = check.place.map { "\($0.file):\($0.line)" }
        let parts = check.story().filter { [.asked, .expected, .got].contains($0.label) && $0.text != line }
        return lines + layout.story(parts, limit: Self.linesShown)
    }
}

/// The command that tries some checks of a submission again.
struct RerunCommand: Sendable {
    let folder: String

    /// The command for one check.
    func text(check id: String) -> String {
        (id == StrictCheck.id ? "grader check --strict" : "grader check --check \(id)") + argument
    }

    /// The folder behind a blank, quoted where a shell would read something else; nothing for the current one.
    private var argument: String {
        guard folder != ".", !folder.isEmpty else { return "" }
        let plain = folder.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "0"..."9", "A"..."Z", "a"..."z", "_", ".", "/", "-", "+", ",", "@", "%": true
            default: false
            }
        }
        return plain && !folder.hasPrefix("-") ? " \(folder)" : " '\(folder.replacing("'", with: "'\\''"))'"
    }
}
