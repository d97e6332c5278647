package import Results
import Words

/// Requests for another look: for the terminal, with the verdict and what was seen, and for a spreadsheet.
package struct RequestTable: Sendable {
    private struct Entry {
        var student: StudentResult
        var request: RegradeRequest
        var check: CheckResult?
        var points: Double

        var atStake: Double { max((check?.maxScore ?? 0) - points, 0) }
    }

    private let entries: [Entry]
    private let timeZone: String

    /// The requests of a class, those about one check together.
    package init(_ classResult: ClassResult) {
        var order: [String: Int] = [:]
        var entries: [Entry] = []
        for student in classResult.students {
            for check in student.current?.result.checks ?? [] where order[check.id] == nil {
                order[check.id] = order.count
            }
            for request in student.requests {
                // About the attempt that counted then; the one that counts now where that is gone.
                let attempt = student.attempts.first { $0.number == request.attempt } ?? student.current
                let check = attempt?.result.checks.first { $0.id == request.check }
                let marks = attempt?.handMarks ?? student.handMarks
                entries.append(
                    Entry(student: student, request: request, check: check, points: check.map(marks.points) ?? 0))
            }
        }
        self.entries = entries.enumerated().sorted { one, other in
            let (left, right) = (
                order[one.element.request.check] ?? .max, order[other.element.request.check] ?? .max
            )
            return (left, one.offset) < (right, other.offset)
        }.map(\.element)
        timeZone = classResult.timeZone
    }

    private var open: [Entry] { entries.filter { $0.request.answer == nil } }

    /// The requests that are open, or all.
    ///
    /// - Parameters:
    ///   - showsAll: Whether answered ones are shown too.
    ///   - isColoured: Whether colours are written.
    ///   - width: Columns of the terminal.
    ///   - results: The folder of the gradebook, as commands name it.
    /// - Returns: Lines.
    package func text(showsAll: Bool = false, isColoured: Bool, width: Int, results: String) -> String {
        let terminal = TerminalText(isColoured: isColoured, width: max(width, 40), indent: 4)
        let shown = showsAll ? entries : open
        let answered = entries.count - open.count
        var lines = TerminalColumns.wrapped(summary(answered: answered, showsAll: showsAll), terminal.width)
        for entry in shown {
            lines.append("")
            lines += self.lines(entry, terminal)
        }
        if let first = open.first {
            let place = results == "." ? "" : " --results \(results)"
            lines.append("")
            lines += TerminalColumns.wrapped(
                "An answer is a mark (`grader mark`), a grading anew (`grader batch --out ... --check ID --no-only-changed`), or a sentence:",
                terminal.width)
            lines.append(
                "  grader requests close \(first.student.student.id.visibleLine) \(first.request.check.visibleLine)"
                    + " --because \"...\"\(place.visibleLine)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func summary(answered: Int, showsAll: Bool) -> String {
        let stake = open.sumOfPoints(\.atStake)
        let what =
            open.isEmpty
            ? "no request is open"
            : "\(open.count) \(open.count == 1 ? "request is" : "requests are") open, \(Points.text(stake)) "
                + "\(stake == 1 ? "point" : "points") at stake"
        return what + (answered > 0 ? "; \(answered) answered\(showsAll ? "" : " (--all shows them)")" : "")
    }

    private func lines(_ entry: Entry, _ terminal: TerminalText) -> [String] {
        let student = entry.student.student
        let who = student.name.isEmpty ? student.id : "\(student.name) (\(student.id))"
        var lines = TerminalColumns.wrapped("\(who), \(entry.request.check)".visibleLine, terminal.width).map(
            terminal.bold)
        if let check = entry.check { lines += terminal.block("", check.title) }
        let time = entry.request.asked.map { UTCDate.text($0, zone: timeZone) }
        let current = entry.student.current?.number
        let attempt = entry.request.attempt.map { number in
            number == current ? "attempt \(number)" : "attempt \(number); attempt \(current ?? 0) counts now"
        }
        lines += terminal.row("asks", "“\(entry.request.text)”")
        lines += terminal.row("", [time, attempt].compactMap(\.self).joined(separator: ", "))
        if let check = entry.check {
            let stake = entry.atStake
            let points = "\(Points.text(entry.points)) of \(Points.text(check.maxScore)) points"
            lines += terminal.row(
                "verdict", "\(CheckView.word(check.status)), \(points), \(Points.text(stake)) at stake")
            lines += terminal.story(check.story(hints: 0).filter { ![.why, .learn].contains($0.label) }, limit: 12)
        } else {
            lines += terminal.row("verdict", "none: nothing of this check is graded")
        }
        if let answer = entry.request.answer { lines += terminal.row("answer", Self.answer(answer)) }
        return lines
    }

    private static func answer(_ answer: RegradeRequest.Answer) -> String {
        let author = answer.author.isEmpty ? "" : " (\(answer.author))"
        switch answer.kind {
        case .said: return answer.text + author
        case .marked: return "marked by hand\(answer.text.isEmpty ? "" : ": \(answer.text)")\(author)"
        case .regraded:
            return "graded again: \(CheckResult.Status(rawValue: answer.text).map(CheckView.word) ?? answer.text)"
        }
    }

    /// A request a line, all of them (RFC 4180, with a byte order mark).
    package var csv: String {
        let head = "id,name,check,asked,request,attempt,verdict,points,possible,state,answer\r\n"
        return entries.reduce("\u{feff}" + head) { $0 + cells($1).joined(separator: ",") + "\r\n" }
    }

    private func cells(_ entry: Entry) -> [String] {
        let (student, request) = (entry.student.student, entry.request)
        let asked = request.asked.map { SpreadsheetCell.text(UTCDate.text($0, zone: timeZone)) }
        let answer = request.answer.map { SpreadsheetCell.text(Self.answer($0)) }
        var cells = [SpreadsheetCell.text(student.id), SpreadsheetCell.text(student.name)]
        cells += [SpreadsheetCell.text(request.check), asked ?? "", SpreadsheetCell.text(request.text)]
        cells.append(request.attempt.map { "\($0)" } ?? "")
        cells.append(entry.check.map { CheckView.word($0.status) } ?? "")
        cells += [Points.text(entry.points), entry.check.map { Points.text($0.maxScore) } ?? ""]
        cells += [request.answer == nil ? "open" : "answered", answer ?? ""]
        return cells
    }
}
