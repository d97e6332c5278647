package import Gradebook
package import Grading
package import Installation
import Results
package import VirtualMachine

extension Rubric {
    /// The rubric as a gradebook knows it, with what the strict kernel says where that is asked.
    package func definitions(_ installation: Installation, strict: Kernel? = nil) -> [CheckDefinition] {
        let targets = installation.targets.fingerprints
        let fingerprints = fingerprints(targets: targets)
        let own = checks.map { CheckDefinition($0.heading, fingerprint: fingerprints[$0.id] ?? "") }
        guard let strict else { return own }
        return own + [
            CheckDefinition(
                StrictCheck.heading(points: 0), fingerprint: StrictCheck.fingerprint(release: strict.release))
        ]
    }
}
