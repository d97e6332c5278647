package import Results
import Words

extension Policy {
    /// What is late together: the labs that have one deadline.
    struct Part {
        /// The lab, as the policy names it; nil for all that have no deadline of their own.
        var lab: String?
        var terms: LateTerms
        /// The student's deadline.
        var due: Double
        /// Whether that was granted to the student.
        var isExtended: Bool
        /// Whether a check belongs to it.
        var holds: @Sendable (CheckResult) -> Bool
    }

    /// What lateness of one part costs.
    struct Cost {
        var days = 0
        var free = 0
        var points = Hundredths(count: 0)
        var why = ""
    }

    /// The parts with a deadline, in the order of a student's deadlines.
    func parts(_ student: String) -> [Part] {
        let labs = labs
        var parts = labs.map { lab in
            part(lab.lab, lab.terms, student) { !$0.heading.isByHand && lab.names($0.lab) }
        }
        if let terms {
            parts.append(
                part(nil, terms, student) { check in
                    !check.heading.isByHand && !labs.contains { $0.names(check.lab) }
                })
        }
        return parts.sorted { $0.due < $1.due }
    }

    private func part(
        _ lab: String?, _ terms: LateTerms, _ student: String, holds: @escaping @Sendable (CheckResult) -> Bool
    ) -> Part {
        let all = grants[student] ?? []
        // The last one counts, and one for the lab before one for all.
        let grant =
            all.last { grant in grant.lab.map { granted in lab.map { $0 == granted } ?? false } ?? false }
            ?? all.last { $0.lab == nil }
        let due =
            switch grant?.time {
            case .longer(let span): span.end(from: terms.deadline, clock)
            case .until(let time): max(time, terms.deadline)
            case nil: terms.deadline
            }
        return Part(lab: lab, terms: terms, due: due, isExtended: due > terms.deadline, holds: holds)
    }

    /// Days late that cost a student nothing.
    func budget(_ student: String) -> Int { lateDaysOf[student] ?? lateDays }

    /// What a submission at `submitted` costs in a part.
    func cost(of part: Part, submitted: Double?, maxScore: Double, budget: Int) -> Cost {
        guard let submitted else { return Cost() }
        let days = days(submitted, after: part)
        guard days > 0 else { return Cost() }
        var cost = Cost(days: days, free: min(max(budget, 0), days))
        cost.points = part.terms.points(days: days - cost.free, of: Hundredths(maxScore))
        cost.why =
            (part.lab.map { "lab \($0): " } ?? "")
            + "\(days) \(days == 1 ? "day" : "days") after \(clock.longText(part.due))"
            + (part.isExtended ? ", which was extended" : "")
            + (cost.free > 0 ? ", \(cost.free) of them from the student's late days" : "")
        return cost
    }

    /// Days begun after a part's deadline and its grace. A day ends at the hour of the deadline, on the clock of the place.
    private func days(_ submitted: Double, after part: Part) -> Int {
        func isOver(_ days: Int) -> Bool {
            submitted > part.terms.grace.end(from: clock.adding(days: days, to: part.due), clock)
        }
        guard submitted > part.terms.grace.end(from: part.due, clock) else { return 0 }
        // A date in the far future is a typing error, and no reason to stop. From surely too few days upwards.
        let grace = Double(part.terms.grace.days) + part.terms.grace.seconds / 86400
        var days = Int(min(max((submitted - part.due) / 86400 - grace - 3, 1), 100_000))
        while days < 100_010, isOver(days) { days += 1 }
        return days
    }

    /// What a submission at this time costs; nil when it was in time.
    package func penalty(_ student: String, submitted: Double?, result: SubmissionResult) -> LatePenalty? {
        penalty(student) { part in (submitted, result.checks.filter(part.holds).sumOfPoints(\.maxScore)) }
    }

    /// The same where parts may be of different attempts. Days are free in the order of the deadlines.
    func penalty(_ student: String, submission: (Part) -> (submitted: Double?, maxScore: Double)) -> LatePenalty? {
        let budget = budget(student)
        var whole = LatePenalty(days: 0, points: 0, why: "")
        var reasons: [String] = []
        var points = Hundredths(count: 0)
        for part in parts(student) {
            let (submitted, maxScore) = submission(part)
            let cost = cost(of: part, submitted: submitted, maxScore: maxScore, budget: budget - whole.free)
            guard cost.days > 0, maxScore > 0 else { continue }
            whole.days += cost.days
            whole.free += cost.free
            points = points + cost.points
            reasons.append(cost.why)
        }
        guard whole.days > 0 else { return nil }
        whole.points = points.points
        whole.why = reasons.joined(separator: "; ")
        if whole.free > 0 { whole.why += "; \(whole.free) of \(budget) late days used" }
        return whole
    }
}

extension LateTerms {
    /// What `days` days cost of `most`, in whole hundredths: half of one is the student's.
    func points(days: Int, of most: Hundredths) -> Hundredths {
        let share = perDay.millionths(of: most).multipliedReportingOverflow(by: max(days, 0))
        var cost = share.overflow ? Int.max : share.partialValue
        if let cap { cost = min(cost, cap.millionths(of: most)) }
        cost = min(cost, most.millionths)
        return Hundredths(count: (cost + 499_999) / 1_000_000)
    }
}

extension LateTerms.Amount {
    /// In millionths of a hundredth.
    fileprivate func millionths(of most: Hundredths) -> Int {
        switch self {
        case .points(let points): Hundredths(points).millionths
        case .share(let share): (Int((share * 1e6).rounded()).multipliedReportingOverflow(by: most.count).partialValue)
        }
    }
}

extension Hundredths {
    fileprivate var millionths: Int {
        let whole = count.multipliedReportingOverflow(by: 1_000_000)
        return whole.overflow ? Int.max / 2 : max(whole.partialValue, 0)
    }
}
