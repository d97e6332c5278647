import Results
import Words

extension Policy {
    /// Puts together what counts of a student whose labs have deadlines of their own: each such lab counts from the attempt
    /// in which it is worth most after what lateness costs, so that nobody loses points of a lab that was handed in in time
    /// by handing in the next one. Everything else counts from the current attempt.
    func settleLabs(of student: inout StudentResult) {
        guard !labs.isEmpty, student.attempts.count > 1, var current = student.current else { return }
        let budget = budget(student.student.id)
        var used = 0
        var sources: [String: Attempt] = [:]
        for part in parts(student.student.id) {
            let candidates = part.lab == nil ? [current] : student.attempts
            let offers = candidates.map { offer(part, $0, budget: budget - used) }
            // Of equal ones that with fewer late days, then the newest.
            guard let best = offers.max(by: { ($0.points, -$0.days, $0.place) < ($1.points, -$1.days, $1.place) })
            else {
                continue
            }
            used += best.free
            if let lab = part.lab { sources[lab] = best.attempt }
        }
        for lab in labs {
            guard let source = sources[lab.lab], source.number != current.number else { continue }
            let checks = Dictionary(source.result.checks.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            for (index, check) in current.result.checks.enumerated()
            where !check.heading.isByHand && lab.names(check.lab) {
                guard let other = checks[check.id] else { continue }
                current.result.checks[index] = other
                current.handMarks.removeAll { $0.check == check.id }
                current.handMarks += source.handMarks.filter { $0.check == check.id }
                current.outdated.removeAll { $0 == check.id }
                current.outdated += source.outdated.filter { $0 == check.id }
                current.labsFrom[check.lab] = source.number
            }
        }
        current.penalty = penalty(student.student.id) { part in
            let attempt = part.lab.flatMap { sources[$0] } ?? current
            return (attempt.submitted, current.result.checks.filter(part.holds).sumOfPoints(\.maxScore))
        }
        guard let index = student.attempts.firstIndex(where: { $0.number == current.number }) else { return }
        student.attempts[index] = current
    }

    private struct Offer {
        var attempt: Attempt
        var points: Hundredths
        var days: Int
        var free: Int
        /// In the order of time.
        var place: Double
    }

    private func offer(_ part: Part, _ attempt: Attempt, budget: Int) -> Offer {
        let checks = attempt.result.checks.filter(part.holds)
        let cost = cost(
            of: part, submitted: attempt.submitted, maxScore: checks.sumOfPoints(\.maxScore), budget: budget)
        let earned = Hundredths(checks.sumOfPoints { attempt.handMarks.points(of: $0) })
        return Offer(
            attempt: attempt, points: max(earned - cost.points, Hundredths(count: 0)), days: cost.days, free: cost.free,
            place: attempt.submitted ?? .infinity)
    }

    /// What the instructor should know about the policy, looked at beside the class: sentences.
    ///
    /// - Parameters:
    ///   - students: The ids of the class.
    ///   - checks: The checks of the rubric.
    ///   - graded: The kernels that the class was graded on.
    /// - Returns: The sentences; student text is not made visible yet.
    func remarks(students: [String], checks: [CheckHeading], kernels graded: [NamedKernel] = []) -> [String] {
        var remarks = self.remarks(kernels: graded)
        let known = Set(students)
        let unknown = Set(grants.keys).union(lateDaysOf.keys).subtracting(known).sorted()
        for id in unknown.prefix(20) {
            let word = id.lowercased()
            let similar = students.filter { $0.lowercased().contains(word) || word.contains($0.lowercased()) }.prefix(3)
            remarks.append(
                "the policy makes an exception for “\(id)”, and no student of the class has this id"
                    + (similar.isEmpty ? "" : ": there is \(similar.joined(separator: ", "))"))
        }
        if unknown.count > 20 { remarks.append("and exceptions for \(unknown.count - 20) more unknown ids") }
        let folders = Set(checks.map(\.lab)).sorted()
        let named = Set(labs.map(\.lab)).union(grants.values.joined().compactMap(\.lab))
        for lab in named.sorted() where !folders.isEmpty && !folders.contains(where: { LabTerms.isNamed($0, by: lab) })
        {
            remarks.append(
                "the policy is about a lab “\(lab)” that the class was not graded by: there is "
                    + folders.joined(separator: ", "))
        }
        let ids = Set(checks.map(\.id))
        for item in items where ids.contains(item.id) {
            remarks.append("the policy's item “\(item.id)” is left out: a check has this id")
        }
        if !namesPlace, terms != nil || !labs.isEmpty {
            remarks.append(
                "days end by the clock of \(clock.name), where the gradebook was made: write `zone: \(clock.name)` into the "
                    + "policy, or another place")
        }
        return remarks
    }
}
