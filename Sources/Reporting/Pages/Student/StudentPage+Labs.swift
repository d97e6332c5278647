import Results
import Words

extension StudentPage {
    /// Checks by labs, with what failed first and the rest folded.
    static func labs(_ student: StudentResult, _ request: RequestForm?, _ templates: PageTemplates) -> [LabView] {
        var order: [String] = []
        let checks = student.current?.result.checks ?? []
        let old = tagged(student)
        for check in checks where !order.contains(check.lab) { order.append(check.lab) }
        return order.map { lab in
            let own = checks.filter { $0.lab == lab }
            let points = student.points(lab: lab) ?? (0, own.sumOfPoints(\.maxScore))
            let share = points.maxScore > 0 ? min(max(points.score / points.maxScore, 0), 1) : 0
            let marked = Set(student.handMarks.map(\.check)).intersection(own.map(\.id))
            let passed = own.filter { $0.status == .pass && !marked.contains($0.id) }
            let blocked = own.filter { [.blocked, .skipped].contains($0.status) && !marked.contains($0.id) }
            let folded = Set((passed + blocked).map(\.id))
            func html(_ checks: [CheckResult]) -> String {
                var html = ""
                for check in checks {
                    html += templates.html(
                        of: check, request: check.isWithheld ? nil : request?.address(student, check),
                        zone: student.timeZone, isOutdated: old.contains(check.id))
                }
                if html.hasSuffix("\n") { html.removeLast() }
                return html
            }
            let open = own.filter { !folded.contains($0.id) }.map { check in
                CheckView(
                    check, handMark: student.handMarks.mark(for: check.id),
                    request: check.isWithheld ? nil : request?.address(student, check), zone: student.timeZone,
                    isOutdated: old.contains(check.id))
            }
            return LabView(
                lab: lab, from: from(lab, student), labScore: Points.text(points.score),
                labPossible: Points.text(points.maxScore),
                barWidth: Points.text(share * 100), open: open, passed: html(passed),
                passedCount: passed.isEmpty
                    ? nil : passed.count == 1 ? "1 check passed" : "\(passed.count) checks passed",
                blocked: html(blocked),
                blockedCount: blocked.isEmpty
                    ? nil : blocked.count == 1 ? "1 check was not tried" : "\(blocked.count) checks were not tried")
        }
    }

    /// The attempt that a lab with a deadline of its own counts from, where it is not the current one.
    private static func from(_ lab: String, _ student: StudentResult) -> String? {
        guard let number = student.current?.labsFrom[lab] else { return nil }
        let time = student.attempts.first { $0.number == number }?.submitted
        return "counts from attempt \(number)"
            + (time.map { ", handed in \(UTCDate.text($0, zone: student.timeZone))" } ?? "")
            + ": this lab is worth most there"
    }

    /// What of an attempt counts; nil for nothing.
    static func counts(_ attempt: Attempt, of student: StudentResult) -> String? {
        guard let current = student.current else { return nil }
        guard attempt.number != current.number else {
            let others = current.labsFrom.isEmpty ? "" : ", but for labs of other attempts"
            return "counts\(others)"
        }
        let labs = current.labsFrom.filter { $0.value == attempt.number }.keys.sorted()
        return labs.isEmpty ? nil : "counts for \(labs.joined(separator: ", "))"
    }

    /// Checks that have changed since they were graded, among those that the student may see.
    private static func old(_ student: StudentResult) -> Set<String> {
        guard let current = student.current else { return [] }
        return Set(current.outdated).intersection(current.result.checks.map(\.id))
    }

    /// Those of them that are marked one by one: not where it is most of the page.
    private static func tagged(_ student: StudentResult) -> Set<String> {
        let old = old(student)
        return old.count * 2 > student.current?.result.checks.count ?? 0 ? [] : old
    }

    /// A sentence about checks that have changed since they were graded; nil where there are none.
    static func outdated(_ student: StudentResult) -> String? {
        let count = old(student).count
        guard count > 0 else { return nil }
        let isTagged = !tagged(student).isEmpty
        return (count == 1 ? "One check has" : "\(count) checks have")
            + " changed since this was graded"
            + (isTagged ? " (marked “earlier version” below)" : "")
            + ": the points are those of the earlier version, and may change if your instructor grades again."
    }

    /// The ids of checks that the student may not see the details of.
    static func hidden(_ whole: StudentResult, shown: StudentResult) -> Set<String> {
        let all = whole.attempts.flatMap(\.result.checks).map(\.id)
        return Set(all).subtracting(shown.attempts.flatMap(\.result.checks).map(\.id))
    }
}
