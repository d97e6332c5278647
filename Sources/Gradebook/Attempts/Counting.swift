extension Policy {
    /// Which of a student's attempts counts.
    package enum Counting: String, Sendable, Hashable, CaseIterable {
        /// The one that was submitted last, whatever was chosen.
        case last
        /// The one with the highest mark, after what lateness costs; of equal ones the newest. All attempts are graded.
        case best
        /// The one that `grader choose` named, and the last one where none was named. This is so without a policy, too.
        case chosen
    }
}

/// The attempts of one student that have not been dropped.
struct AttemptRows: Sendable {
    /// An attempt.
    struct Row: Sendable {
        var number: Int
        var submission: String
        /// Seconds since 1970; nil where the platform did not say.
        var submitted: Double?
    }

    /// The student's id.
    var student: String
    /// Oldest first.
    var rows: [Row]
    /// The number of the attempt that was chosen; nil for none.
    var chosen: Int?

    /// The attempts that the mark may come from: they have to be graded.
    func candidates(_ counting: Policy.Counting) -> [Row] {
        switch counting {
        case .best: rows.reversed()
        case .last: rows.suffix(1)
        case .chosen: rows.first { $0.number == chosen }.map { [$0] } ?? rows.suffix(1)
        }
    }
}
