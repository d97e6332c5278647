package import Results

/// A class as a table for spreadsheets: a student per line, a check per column (RFC 4180, UTF-8 with a byte order mark,
/// without which a spreadsheet spoils names).
package enum CSVReport {
    /// The file's text.
    package static func text(_ classResult: ClassResult) -> String {
        var checks: [String] = []
        for student in classResult.students {
            for check in student.current?.result.checks ?? [] where !checks.contains(check.id) {
                checks.append(check.id)
            }
        }
        let isOnSeveral = classResult.students.contains { student in
            student.current?.result.checks.contains { !$0.endings.isEmpty } == true
        }
        let head =
            [
                "id", "name", "points", "not judged", "of", "attempts", "submitted", "days late", "penalty", "by hand",
                "problem",
            ]
            // A class on one kernel has no such column.
            + (isOnSeveral ? ["kernels"] : []) + checks
        let lines =
            [head.map(SpreadsheetCell.text)]
            + classResult.students.map { row($0, checks: checks, tellsKernels: isOnSeveral) }
        return "\u{feff}" + lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func row(_ student: StudentResult, checks: [String], tellsKernels: Bool) -> [String] {
        let current = student.current
        let scores = Dictionary(
            (current?.result.checks ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let marks = checks.map { id in
            guard let check = scores[id] else { return "" }
            guard student.handMarks.leaveUnjudged(check) else {
                return Points.text(student.handMarks.points(of: check))
            }
            return check.heading.isByHand ? "\"not marked yet\"" : "\"not judged\""
        }
        return [
            SpreadsheetCell.text(student.student.id), SpreadsheetCell.text(student.student.name),
            student.isGraded ? Points.text(student.score) : "", Points.text(student.unmeasured),
            Points.text(student.maxScore),
            "\(student.attempts.count)",
            SpreadsheetCell.text(current?.submitted.map { UTCDate.text($0, zone: student.timeZone) } ?? ""),
            "\(current?.penalty?.days ?? 0)",
            Points.text(current?.penalty?.points ?? 0),
            SpreadsheetCell.text(Set(student.handMarks.map(\.check)).sorted().joined(separator: " ")),
            SpreadsheetCell.text(student.problem ?? ""),
        ] + (tellsKernels ? [SpreadsheetCell.text(kernels(current))] : []) + marks
    }

    /// The checks that do not end in the same way on all kernels: `findpage.huge: fails on 6.12; passes on 5.10`.
    private static func kernels(_ attempt: Attempt?) -> String {
        (attempt?.result.checks ?? []).filter(\.differsByKernel).compactMap { check in
            check.kernelSentence.map { "\(check.id): \($0)" }
        }.joined(separator: " | ")
    }
}
