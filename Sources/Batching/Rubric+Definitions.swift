package import Gradebook
package import Grading
package import Installation

extension Rubric {
    /// The rubric as a gradebook knows it.
    package func definitions(_ installation: Installation) -> [CheckDefinition] {
        let targets = TargetPrograms(installation.targets).fingerprints
        return checks.map { check in
            CheckDefinition(
                id: check.id, title: check.title, lab: check.lab, points: check.points, why: check.why,
                hints: check.hints, isCore: check.isCore, isHidden: check.isHidden,
                fingerprint: check.fingerprint(targets: targets))
        }
    }
}
