package import Results
package import Specimens

/// A module that a lab is tried with, and what the lab's checks have to make of it.
package struct LabCandidate: Sendable, Hashable {
    /// What has to come of it.
    package enum Kind: Sendable, Hashable {
        /// It passes everything.
        case solution
        /// It passes these checks and no other.
        case skeleton(passes: [String])
        /// It fails what its file says.
        case mutant(LabMutant)
    }

    package let kind: Kind
    /// The text of each file, by name.
    package let sources: [String: String]

    /// A candidate, from what has to come of it and its files.
    package init(kind: Kind, sources: [String: String]) {
        self.kind = kind
        self.sources = sources
    }

    /// `solution`, `skeleton`, or the mutant's name.
    package var name: String {
        switch kind {
        case .solution: "solution"
        case .skeleton: "skeleton"
        case .mutant(let mutant): mutant.id
        }
    }

    /// What has to come of it, for a line of a table.
    package var expectation: String {
        switch kind {
        case .solution: return "passes every check"
        case .skeleton(let passes): return "passes \(passes.isEmpty ? "nothing" : passes.listed) and no other"
        case .mutant(let mutant):
            let races = mutant.perhaps.isEmpty ? "" : ", perhaps \(mutant.perhaps.listed)"
            return "fails \(mutant.fails.listed)\(races)\(mutant.diagnosis.map { ": \($0)" } ?? "")"
        }
    }
}

/// What came of a candidate, beside what had to.
package struct LabJudgement: Sendable, Hashable {
    /// One sentence for each thing that is otherwise; empty where all is as it should be.
    package private(set) var complaints: [String] = []
    /// Whether the grader could not judge some check: then nothing is known of the lab.
    package private(set) var isUnjudged = false

    /// A candidate that could not even be tried, with the reason.
    package init(complaint: String) { complaints = [complaint] }

    /// Compares a result with what had to come of the candidate.
    package init(of candidate: LabCandidate, _ result: SubmissionResult) {
        let unjudged = result.checks.filter { $0.status == .error }
        if let first = unjudged.first {
            isUnjudged = true
            complaints.append(
                "the grader could not judge \(unjudged.map(\.id).listed): \(first.message.isEmpty ? "no reason" : first.message)"
            )
        }
        if let error = result.remarks.first(where: { $0.severity == "error" }) {
            let place = error.file.map { "\($0):" + (error.line.map { "\($0):" } ?? "") + " " } ?? ""
            complaints.append("it does not build: \(place)\(error.message)")
            return
        }
        let passed = result.checks.filter { $0.status == .pass }.map(\.id)
        let known = result.checks.filter { $0.status != .pass && $0.status != .error }
        switch candidate.kind {
        case .solution:
            // What waits for a failed check says nothing of its own.
            for check in known where check.status == .fail {
                complaints.append("fails \(check.id): \(check.message)")
            }
            if complaints.isEmpty, !known.isEmpty { complaints.append("does not pass \(known.map(\.id).listed)") }
        case .skeleton(let given):
            let more = passed.filter { !given.contains($0) }
            let less = known.map(\.id).filter(given.contains)
            if !more.isEmpty { complaints.append("passes \(more.listed) too, for nothing that a student has done") }
            if !less.isEmpty { complaints.append("does not pass \(less.listed)") }
        case .mutant(let mutant): judge(mutant, passed: passed, known)
        }
    }

    private mutating func judge(_ mutant: LabMutant, passed: [String], _ known: [CheckResult]) {
        let failed = known.filter { $0.status == .fail }
        let more = failed.map(\.id).filter { !mutant.fails.contains($0) && !mutant.perhaps.contains($0) }
        let less = mutant.fails.filter(passed.contains)
        if !more.isEmpty { complaints.append("fails \(more.listed) as well") }
        if !less.isEmpty { complaints.append("passes \(less.listed)") }
        guard let wanted = mutant.diagnosis, !failed.contains(where: { $0.diagnosis == wanted }) else { return }
        // A race that did not come about in this run has no name either.
        if failed.isEmpty, mutant.fails.isEmpty { return }
        let named = Set(failed.compactMap(\.diagnosis)).sorted()
        complaints.append("no check names \(wanted)" + (named.isEmpty ? "" : ", but \(named.listed)"))
    }
}

extension [String] {
    /// With commas between; the first ones of a long list, and how many more there are.
    var listed: String {
        count <= 8 ? joined(separator: ", ") : prefix(7).joined(separator: ", ") + " and \(count - 7) more"
    }
}
