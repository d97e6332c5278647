import FoundationEssentials
package import Results
import Yams

/// What lateness costs, from `policy.yml`. It is applied when a report is made, so a change needs no grading.
///
///     deadline: 2026-11-15T23:59:00+01:00
///     grace: 15m                  # not counted at all
///     per-day: 10%                # of the points to be had, for each day begun; or a number of points
///     cap: 50%                    # never more than this
///     extensions:                 # by the student's id: time added, or another deadline
///       "4711": 3d
///       "4712": 2026-12-01T12:00:00+01:00
///     counts: last                # or best, or chosen (by `grader choose`)
///     release-hidden: 2026-12-02T08:00:00+01:00   # from then on students see the details of hidden checks
package struct Policy: Sendable, Hashable {
    /// A number of points, or a share of those to be had.
    package enum Amount: Sendable, Hashable {
        case points(Double)
        /// A share, 0...1.
        case share(Double)

        /// In points, where `maxScore` are to be had.
        func points(of maxScore: Double) -> Double {
            switch self {
            case .points(let points): points
            case .share(let share): share * maxScore
            }
        }
    }

    /// What one student was granted.
    package enum Extension: Sendable, Hashable {
        /// Seconds after the deadline.
        case longer(Double)
        /// Another deadline, in seconds since 1970.
        case until(Double)
    }

    /// The deadline, in seconds since 1970.
    package var deadline: Double
    /// Seconds after the deadline that cost nothing.
    package var grace: Double
    package var perDay: Amount
    package var cap: Amount?
    /// What students were granted, by their ids.
    package var extensions: [String: Extension]
    /// When the details of hidden checks are released, in seconds since 1970; nil for never.
    package var releaseHidden: Double?
    /// Which of a student's attempts counts; nil is the same as ``Counting/chosen``.
    package var counts: Counting?

    package init(
        deadline: Double, grace: Double = 0, perDay: Amount, cap: Amount? = nil, extensions: [String: Extension] = [:]
    ) {
        self.deadline = deadline
        self.grace = grace
        self.perDay = perDay
        self.cap = cap
        self.extensions = extensions
    }

    /// What the time `submitted` of a submission costs; nil when it was in time.
    package func penalty(_ student: String, submitted: Double, maxScore: Double) -> LatePenalty? {
        let due =
            switch extensions[student] {
            case .longer(let seconds): deadline + seconds
            case .until(let time): time
            case nil: deadline
            }
        let late = submitted - due - grace
        guard late > 0 else { return nil }
        // A date in the far future is a typing error, and no reason to stop.
        let days = Int(min((late / 86400).rounded(.up), 1e6))
        var points = Double(days) * perDay.points(of: maxScore)
        if let cap { points = min(points, cap.points(of: maxScore)) }
        let date = Date(timeIntervalSince1970: due).formatted(.iso8601)
        let granted = extensions[student] == nil ? "" : ", which was extended"
        return LatePenalty(
            days: days, points: min(points, maxScore),
            why: "\(days) \(days == 1 ? "day" : "days") after \(date)\(granted)")
    }
}
