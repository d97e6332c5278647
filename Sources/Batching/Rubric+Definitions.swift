package import Gradebook
package import Grading
package import Installation

extension Rubric {
    /// The rubric as a gradebook knows it.
    package func definitions(_ installation: Installation) -> [CheckDefinition] {
        let targets = installation.targets.fingerprints
        let fingerprints = fingerprints(targets: targets)
        return checks.map { CheckDefinition($0.heading, fingerprint: fingerprints[$0.id] ?? "") }
    }
}
