import Mistakes
import Results

/// Names mistakes once all verdicts are there: how a check fails says little where everything else fails too.
struct MistakeNaming {
    private let checks: [Rubric.Check]
    private let settled: [String: SettledCheck]

    /// Of the `checks` of a rubric, those count that are `settled`: now or by an earlier run, the later one.
    init(checks: [Rubric.Check], settled: [SettledCheck]) {
        self.checks = checks
        self.settled = Dictionary(settled.map { ($0.id, $0) }) { $1 }
    }

    /// The mistake behind what was found in `check`, if it can be named.
    func mistake(of check: Rubric.Check, _ finding: Verdict.Finding) -> Mistake? {
        if let mistake = finding.mistake, !mistake.isGeneric { return mistake }
        guard let named = check.mistakes[finding.symptom] else { return finding.mistake }
        // What is accepted, claimed or leaked speaks for itself; the others only where most of the like works.
        let speaks: Set<Symptom> = [.accepted, .claimed, .changed, .leaked]
        return speaks.contains(finding.symptom) || isSpecial(check, finding.symptom) ? named : finding.mistake
    }

    /// Failures alike that may still be about one thing; more of them are about the command as a whole. Chosen so that the
    /// mutants of the course are named (Tests/Mutants).
    private static let few = 4

    /// Whether few checks of the same family fail in the same way, or the one that differs just in this is passed.
    private func isSpecial(_ check: Rubric.Check, _ symptom: Symptom) -> Bool {
        if let unlike = check.unlike, let other = settled[unlike] { return other.status == .pass }
        let alike = checks.count { other in
            other.experiment.family == check.experiment.family && settled[other.id]?.status == .fail
                && settled[other.id]?.symptom == symptom.rawValue
        }
        return alike <= Self.few
    }
}
