package import Installation

/// Everything that is wrong with the rubric of some labs, and what can be read of them all the same.
package struct RubricSurvey: Sendable {
    /// The checks, in the order of the labs. In those of ``flawed``, what cannot be read stands as if it were right; checks
    /// of which nothing can be read are left out.
    package let checks: [Rubric.Check]
    /// Ids of the checks in which something is wrong.
    package let flawed: Set<String>
    /// In the order of files and lines.
    package let flaws: [RubricFlaw]

    /// Reads all labs of a folder, and of the folder of hidden checks.
    package init(labs: LabFolders, _ vocabulary: RubricVocabulary) {
        var flaws: [RubricFlaw] = []
        var flawed: Set<String> = []
        var lost: Set<String> = []
        func read(_ folder: String) -> [Rubric.Check] {
            LabFolders.names(in: folder).flatMap { name in
                let lab = LabText.Survey(file: "\(folder)/\(name)/lab.yml", lab: name, vocabulary)
                flaws += lab.flaws
                flawed.formUnion(lab.flawed)
                lost.formUnion(lab.lost)
                return lab.checks
            }
        }
        let checks = Rubric.joined(read(labs.labs), hidden: labs.hidden.map(read) ?? [])
        flaws += Self.flaws(between: checks, lost: lost)
        self.checks = checks
        self.flawed = flawed
        self.flaws = Set(flaws).sorted { ($0.file, $0.line ?? 0, $0.reason) < ($1.file, $1.line ?? 0, $1.reason) }
    }

    /// What can only be seen of all checks together. Each check is looked at beside others that name nobody, need by need,
    /// so that one flaw does not hide the next.
    /// Of `lost`, the ids of checks that could not be read, it is not said that they are no checks.
    private static func flaws(between checks: [Rubric.Check], lost: Set<String>) -> [RubricFlaw] {
        var flaws: [RubricFlaw] = []
        func examine(_ checks: [Rubric.Check]) {
            do { try Rubric.examine(checks) } catch {
                let isLost = lost.contains { error.reason.hasSuffix("names no check: \($0)") }
                if !isLost { flaws.append(error) }
            }
        }
        var seen: [String: Int] = [:]
        var distinct: [Rubric.Check] = []
        for check in checks {
            if let first = seen[check.id] {
                examine([distinct[first], check].map(\.alone))
            } else {
                seen[check.id] = distinct.count
                distinct.append(check)
            }
        }
        for check in distinct {
            func named(_ ids: [String]) -> [Rubric.Check] {
                ids.compactMap { id in seen[id].map { distinct[$0].alone } }.filter { $0.id != check.id }
            }
            if let unlike = check.unlike {
                var subject = check.alone
                subject.unlike = unlike
                examine([subject] + named([unlike]))
            }
            for need in check.needs {
                var subject = check.alone
                subject.needs = [need]
                examine([subject] + named(need.checks))
            }
        }
        // Circles show only with all of them in place.
        if flaws.isEmpty { examine(distinct) }
        return flaws
    }
}

extension Rubric.Check {
    /// The check without what it says of others.
    fileprivate var alone: Rubric.Check {
        var check = self
        check.needs = []
        check.unlike = nil
        return check
    }
}
