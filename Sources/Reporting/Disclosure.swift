package import Results

/// What a student may see of hidden checks. Every report for students is made from what this returns, so that no format
/// can forget it.
package enum Disclosure: Sendable, Hashable {
    /// Students may see everything.
    case released
    /// Students see the points only. `until` says when the rest follows, for example `2026-12-01 12:00 UTC`; nil when the instructor
    /// has not said.
    case withheld(until: String?)

    /// A result as the student may see it: the hidden checks of a lab become one line with their points, and a check that
    /// waits for a hidden one does not say for which.
    ///
    /// The kernel log is withheld too: it repeats the commands of the hidden checks.
    package func apply(to result: SubmissionResult) -> SubmissionResult { apply(to: result, handMarks: []).result }

    /// A student's results as the student may see them; the sums stay as they are.
    package func apply(to student: StudentResult) -> StudentResult {
        var shown = student
        for index in shown.attempts.indices {
            let attempt = student.attempts[index]
            let applied = apply(to: attempt.result, handMarks: attempt.handMarks)
            shown.attempts[index].result = applied.result
            shown.attempts[index].handMarks = applied.handMarks
        }
        return shown
    }

    private func apply(
        to result: SubmissionResult, handMarks: [HandMark]
    ) -> (result: SubmissionResult, handMarks: [HandMark]) {
        guard case .withheld(let until) = self else { return (result, handMarks) }
        let hidden = Dictionary(grouping: result.checks.filter(\.isHidden), by: \.lab)
        guard !hidden.isEmpty else { return (result, handMarks) }
        var shown = result
        shown.checks = []
        for (index, check) in result.checks.enumerated() {
            if !check.isHidden {
                shown.checks.append(withoutEndings(anonymous(check, hidden.values.joined()), hidden.values.joined()))
            }
            // The line stands where the lab ends.
            let isLast = !result.checks[(index + 1)...].contains { $0.lab == check.lab }
            if isLast, let own = hidden[check.lab] { shown.checks.append(summary(own, until, handMarks)) }
        }
        shown.kernelLog = ""
        let ids = Set(hidden.values.joined().map(\.id))
        return (shown, handMarks.filter { !ids.contains($0.check) })
    }

    /// A check that was not tried says why: for what it waits, or what could not be judged.
    private func anonymous(_ check: CheckResult, _ hidden: some Sequence<CheckResult>) -> CheckResult {
        guard check.status != .pass, check.status != .fail,
            hidden.contains(where: {
                check.waitsFor == $0.id || check.message.contains($0.id) || check.message.contains($0.title)
            })
        else { return check }
        var anonymous = check
        anonymous.waitsFor = nil
        anonymous.message =
            check.status == .blocked ? "waits for a hidden check" : "not tried, because of a hidden check"
        return anonymous
    }

    /// Nor does what it came to on another kernel say so.
    private func withoutEndings(_ check: CheckResult, _ hidden: some Sequence<CheckResult>) -> CheckResult {
        guard !check.endings.isEmpty else { return check }
        var shown = check
        for index in shown.endings.indices where shown.endings[index].status != .pass {
            let message = shown.endings[index].message
            if hidden.contains(where: { message.contains($0.id) || message.contains($0.title) }) {
                shown.endings[index].message = ""
            }
        }
        return shown
    }

    private func summary(_ hidden: [CheckResult], _ until: String?, _ handMarks: [HandMark]) -> CheckResult {
        let lab = hidden.first?.lab ?? ""
        var summary = CheckResult(
            CheckHeading(
                id: "hidden.\(lab)", title: hidden.count == 1 ? "one hidden check" : "\(hidden.count) hidden checks",
                lab: lab, points: hidden.sumOfPoints(\.maxScore), isCore: false, isHidden: true),
            status: status(of: hidden),
            message: "Details are withheld"
                + (until.map { " until \($0)." } ?? " until your instructor releases them."))
        summary.score = hidden.sumOfPoints { handMarks.points(of: $0) }
        return summary
    }

    private func status(of checks: [CheckResult]) -> CheckResult.Status {
        for status in [CheckResult.Status.error, .fail, .blocked, .skipped, .notApplicable]
        where checks.contains(where: { $0.status == status }) {
            return status
        }
        return .pass
    }
}
