package import Results

/// A student whose mark, or whose verdicts, are others than before.
package struct MarkChange: Sendable, Hashable {
    /// A check that came to something else.
    package struct Check: Sendable, Hashable {
        /// The check's id.
        package var id: String
        /// Status and points of before; nil where the rubric had no such check, or where it was not graded.
        package var before: Outcome?
        /// Status and points now; nil where the rubric has no such check any more, or where it is not graded.
        package var after: Outcome?

        /// How many points are won; below 0 where they are lost.
        package var gain: Double { (after?.points ?? 0) - (before?.points ?? 0) }
    }

    /// What a check came to.
    package struct Outcome: Sendable, Hashable {
        package var status: CheckResult.Status
        package var points: Double
    }

    package var student: Student
    /// The mark of before, after lateness and marks by hand.
    package var before: Double
    package var maxBefore: Double
    /// The mark now.
    package var after: Double
    package var maxAfter: Double
    /// In the order of the rubric; checks of before that are gone come last.
    package var checks: [Check]

    /// How many points are won; below 0 where they are lost.
    package var gain: Double { after - before }

    /// The students that differ, those who lose most first, then by id. Who had no verdict before is graded for the first
    /// time, which is no change.
    package static func all(from before: ClassResult, to after: ClassResult) -> [MarkChange] {
        let earlier = Dictionary(before.students.map { ($0.student.id, $0) }) { first, _ in first }
        let changes = after.students.compactMap { now -> MarkChange? in
            guard let old = earlier[now.student.id], !outcomes(old).isEmpty else { return nil }
            let change = MarkChange(
                student: now.student, before: old.score, maxBefore: old.maxScore, after: now.score,
                maxAfter: now.maxScore, checks: checks(from: old, to: now))
            return change.checks.isEmpty && change.before == change.after ? nil : change
        }
        return changes.sorted { ($0.gain, $0.student.id) < ($1.gain, $1.student.id) }
    }

    private static func checks(from old: StudentResult, to now: StudentResult) -> [Check] {
        let (before, after) = (outcomes(old), outcomes(now))
        let ids = (now.current?.result.checks ?? []).map(\.id)
        let gone = (old.current?.result.checks ?? []).map(\.id).filter { !ids.contains($0) }
        return (ids + gone).compactMap { id in
            before[id] == after[id] ? nil : Check(id: id, before: before[id], after: after[id])
        }
    }

    /// Checks that have a verdict.
    private static func outcomes(_ student: StudentResult) -> [String: Outcome] {
        var outcomes: [String: Outcome] = [:]
        for check in student.current?.result.checks ?? [] where check.status != .error {
            outcomes[check.id] = Outcome(status: check.status, points: check.score)
        }
        return outcomes
    }
}
