/// Names mistakes once all verdicts are there: how a check fails says little where everything else fails too.
struct Naming {
    let checks: [Rubric.Check]
    let verdicts: [Verdict]

    /// The mistake behind a failure, if it can be named.
    func mistake(at index: Int) -> Mistake? {
        guard case .fail(let finding) = verdicts[index] else { return nil }
        if let mistake = finding.mistake, !mistake.isGeneric { return mistake }
        guard let named = checks[index].mistakes[finding.symptom] else { return finding.mistake }
        // What is accepted, claimed or leaked speaks for itself; the others only where most of the like works.
        let speaks: Set<Symptom> = [.accepted, .claimed, .changed, .leaked]
        return speaks.contains(finding.symptom) || isSpecial(index, finding.symptom) ? named : finding.mistake
    }

    /// Failures alike that still are about one thing.
    private static let few = 4

    /// Whether few checks of the same command fail in the same way, or the one that differs just in this is passed.
    private func isSpecial(_ index: Int, _ symptom: Symptom) -> Bool {
        if let unlike = checks[index].unlike, let other = checks.firstIndex(where: { $0.id == unlike }) {
            return verdicts[other] == .pass
        }
        let alike = zip(checks, verdicts).count { check, verdict in
            guard check.kind == checks[index].kind, case .fail(let finding) = verdict else { return false }
            return finding.symptom == symptom
        }
        return alike <= Self.few
    }
}
