package import Results
import Words

/// A class as a table in a terminal: a student per line, points per lab, and below it the students that an instructor has
/// to look at.
package struct ClassTable: Sendable {
    private let isColoured: Bool
    private let width: Int

    /// A table for a terminal of `width` columns (at least 40), coloured or plain.
    package init(isColoured: Bool, width: Int = 80) {
        self.isColoured = isColoured
        self.width = max(width, 40)
    }

    /// The whole table.
    package func text(_ classResult: ClassResult) -> String {
        let statistics = ClassStatistics(classResult)
        let labs = statistics.labs.map(\.visibleLine)
        // Labs have columns as long as 20 are left for the student's name.
        let labWidth = 9
        let shown = labs.prefix(max((width - 20 - 22) / labWidth, 0))
        let nameWidth = width - 22 - shown.count * labWidth
        var head = TerminalColumns.fitted("student", nameWidth)
        for lab in shown { head += TerminalColumns.fitted(" " + lab, labWidth, alignsRight: true) }
        head += TerminalColumns.fitted("points", 14, alignsRight: true) + "  notes "
        var lines = [colour("1", classResult.title.visibleLine), "", colour("1", head)]
        for student in classResult.students {
            var line = TerminalColumns.fitted(name(student.student), nameWidth)
            for lab in statistics.labs.prefix(shown.count) {
                let points = student.points(lab: lab).map { Points.text($0.score) } ?? "-"
                line += TerminalColumns.fitted(points, labWidth, alignsRight: true)
            }
            let mark = student.isGraded ? "\(Points.text(student.score))/\(Points.text(student.maxScore))" : "-"
            line += TerminalColumns.fitted(mark, 14, alignsRight: true) + "  " + notes(student)
            lines.append(student.needsAttention ? colour("33", line) : line)
        }
        lines += ["", summary(classResult, statistics)] + attention(classResult)
        return lines.map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n") + "\n"
    }

    private func name(_ student: Student) -> String {
        (student.name.isEmpty ? student.id : "\(student.name) (\(student.id))").visibleLine
    }

    /// One letter each: late, hand-marked, errors, waiting for a person, asking for another look, problem.
    private func notes(_ student: StudentResult) -> String {
        var notes = ""
        if student.current?.penalty != nil { notes += "L" }
        if !student.handMarks.isEmpty { notes += "H" }
        if student.errors > 0 { notes += "E" }
        if student.unmarked > 0 { notes += "W" }
        if !student.openRequests.isEmpty { notes += "R" }
        if student.problem != nil { notes += "!" }
        return notes
    }

    private func summary(_ classResult: ClassResult, _ statistics: ClassStatistics) -> String {
        let waits = classResult.students.contains { $0.unmarked > 0 } ? "  W to be marked by hand" : ""
        let asks = classResult.students.contains { !$0.openRequests.isEmpty } ? "  R asks for another look" : ""
        let legend = "L late  H marked by hand  E not judged\(waits)\(asks)  ! nothing to grade"
        let open = statistics.open == 0 ? "" : ", \(statistics.open) without a mark yet"
        let part = classResult.part.map { "graded by a part of the rubric: \($0)\n".visibleBlock } ?? ""
        guard let median = statistics.median, let mean = statistics.mean else {
            let waits = statistics.open == 0 ? "" : ": of \(statistics.open) not everything is judged or marked"
            return part + "no student has a mark yet\(waits)\n\(legend)"
        }
        return part
            + "\(statistics.marks.count) marked\(open), median \(Points.text(median)), mean \(Points.text(mean)) "
            + "of \(Points.text(statistics.maxScore))\n\(legend)"
    }

    private func attention(_ classResult: ClassResult) -> [String] {
        let troubled = classResult.students.filter(\.needsAttention)
        guard !troubled.isEmpty else { return [] }
        return ["", colour("1", "to look at")]
            + troubled.map { student in
                let what = student.attention ?? ""
                return TerminalColumns.fitted("\(name(student.student)): \(what.visibleLine)", width)
            }
    }

    private func colour(_ code: String, _ text: String) -> String {
        isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
