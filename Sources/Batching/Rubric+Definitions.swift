package import Gradebook
package import Grading
package import VirtualMachine

extension Rubric {
    /// The rubric as a gradebook knows it.
    package func definitions(_ workplace: Workplace) -> [CheckDefinition] {
        let targets = TargetPrograms.fingerprints(of: "\(workplace.home)/labs/targets")
        return checks.map { CheckDefinition($0.heading, fingerprint: $0.fingerprint(targets: targets)) }
    }
}
