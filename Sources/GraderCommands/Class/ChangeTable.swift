import Gradebook
import Reporting
import Results
import Words

/// Who has another mark, or other verdicts, than before: as a table for people, or for a spreadsheet.
struct ChangeTable {
    let changes: [MarkChange]
    /// Students that were compared.
    let students: Int
    var width = 80

    /// A student a line: old mark, new mark, the difference, and the checks that it comes from.
    var text: String {
        guard !changes.isEmpty else {
            return "nothing changed: \(people(students)), with the marks and verdicts of before\n"
        }
        let (lost, won) = (changes.filter { $0.gain < 0 }, changes.filter { $0.gain > 0 })
        let same = changes.count - lost.count - won.count
        var lines = [
            "\(lost.count) of \(people(students)) \(lost.count == 1 ? "loses" : "lose") points, \(won.count) "
                + "\(won.count == 1 ? "wins" : "win") points"
                + (same == 0 ? "" : ", \(same) \(same == 1 ? "has" : "have") other verdicts and the same mark") + ":",
            "",
        ]
        let numbers = 33
        let names = max(min(changes.map { TerminalColumns.width(name($0.student)) }.max() ?? 0, width - numbers), 7)
        lines.append(
            TerminalColumns.fitted("student", names)
                + ["old", "new", "change"].map { TerminalColumns.fitted($0, 11, alignsRight: true) }.joined())
        for change in changes {
            let marks = [
                "\(Points.text(change.before))/\(Points.text(change.maxBefore))",
                "\(Points.text(change.after))/\(Points.text(change.maxAfter))", signed(change.gain),
            ]
            // A name is never cut: a person has to be told from another.
            var name = name(change.student)
            if TerminalColumns.width(name) > names {
                lines += TerminalColumns.wrapped(name, width)
                name = ""
            }
            lines.append(
                TerminalColumns.fitted(name, names)
                    + marks.map { TerminalColumns.fitted($0, 11, alignsRight: true) }.joined())
            lines += TerminalColumns.wrapped(checks(change), max(width - 4, 36)).map { "    \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A check of a student a line (RFC 4180, with a byte order mark).
    var csv: String {
        let head = "id,name,old mark,old maximum,new mark,new maximum,check,old,old points,new,new points\r\n"
        return changes.reduce("\u{feff}" + head) { $0 + Self.lines($1) }
    }

    private static func lines(_ change: MarkChange) -> String {
        let marks = [change.before, change.maxBefore, change.after, change.maxAfter].map { Points.text($0) }
        let student = [SpreadsheetCell.text(change.student.id), SpreadsheetCell.text(change.student.name)] + marks
        var rows = change.checks.map { check in
            student + [SpreadsheetCell.text(check.id)] + cells(check.before) + cells(check.after)
        }
        if rows.isEmpty { rows = [student + [String](repeating: "", count: 5)] }
        return rows.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cells(_ outcome: MarkChange.Outcome?) -> [String] {
        outcome.map { [$0.status.rawValue, Points.text($0.points)] } ?? ["", ""]
    }

    private func name(_ student: Student) -> String {
        (student.name.isEmpty || student.name == student.id ? student.id : "\(student.name) (\(student.id))")
            .visibleLine
    }

    /// For example `-2 findpage.huge (pass, now fail)`; the same change of many checks is told once.
    private func checks(_ change: MarkChange) -> String {
        var groups: [(what: String, ids: [String])] = []
        for check in change.checks {
            let isSame = check.before?.status == check.after?.status
            let what = isSame ? "\(word(check.after)) as before" : "\(word(check.before)), now \(word(check.after))"
            let id = check.gain == 0 ? check.id.visibleLine : "\(signed(check.gain)) \(check.id.visibleLine)"
            if let at = groups.firstIndex(where: { $0.what == what }) {
                groups[at].ids.append(id)
            } else {
                groups.append((what, [id]))
            }
        }
        return groups.map { group in
            let shown = group.ids.prefix(12).joined(separator: ", ")
            return "\(shown)\(group.ids.count > 12 ? ", and \(group.ids.count - 12) more" : "") (\(group.what))"
        }.joined(separator: "; ")
    }

    private func word(_ outcome: MarkChange.Outcome?) -> String { outcome?.status.rawValue ?? "not graded" }

    private func signed(_ points: Double) -> String { (points > 0 ? "+" : "") + Points.text(points) }

    private func people(_ count: Int) -> String { "\(count) \(count == 1 ? "student" : "students")" }
}
