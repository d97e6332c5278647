package import Results

/// What of the hidden checks a student may see. Every report that is meant for students goes through here first, so that
/// no format can forget.
package enum Disclosure: Sendable, Hashable {
    /// Everything.
    case released
    /// The points only. `until` says when the rest follows, for example `2026-12-01 12:00 UTC`; nil when the instructor
    /// has not said.
    case withheld(until: String?)

    /// A result as the student may see it: hidden checks become one line with their points.
    ///
    /// The kernel log goes with them: it repeats what the hidden checks asked.
    package func apply(to result: SubmissionResult) -> SubmissionResult { apply(to: result, handMarks: []).result }

    /// What a student came to, as the student may see it; the sums stay as they are.
    package func apply(to student: StudentResult) -> StudentResult {
        var shown = student
        for index in shown.attempts.indices {
            let applied = apply(to: student.attempts[index].result, handMarks: student.handMarks)
            shown.attempts[index].result = applied.result
            // The marks are those of the current attempt, which is the last.
            shown.handMarks = applied.handMarks
        }
        return shown
    }

    private func apply(
        to result: SubmissionResult, handMarks: [HandMark]
    ) -> (result: SubmissionResult, handMarks: [HandMark]) {
        guard case .withheld(let until) = self else { return (result, handMarks) }
        let hidden = result.checks.filter(\.isHidden)
        guard let first = hidden.first else { return (result, handMarks) }
        let ids = Set(hidden.map(\.id))
        var summary = CheckResult(
            id: Self.hiddenID, title: hidden.count == 1 ? "one hidden check" : "\(hidden.count) hidden checks",
            lab: first.lab, status: status(of: hidden), points: hidden.reduce(0) { $0 + $1.maxScore },
            message: "Details are withheld"
                + (until.map { " until \($0)." } ?? " until your instructor releases them."),
            why: "", hints: [], isCore: false, isHidden: true)
        summary.score = hidden.reduce(0) { sum, check in
            sum + (handMarks.last { $0.check == check.id }?.points ?? check.score)
        }
        var shown = result
        shown.checks = result.checks.filter { !$0.isHidden } + [summary]
        shown.kernelLog = ""
        return (shown, handMarks.filter { !ids.contains($0.check) })
    }

    /// The id of the line that stands for the hidden checks.
    package static let hiddenID = "hidden"

    private func status(of checks: [CheckResult]) -> CheckResult.Status {
        for status in [CheckResult.Status.error, .fail, .skipped] where checks.contains(where: { $0.status == status })
        {
            return status
        }
        return .pass
    }
}
