package import Installation
package import VirtualMachine

/// What one check finds: its machine, its processes, its secrets, and what its target does first. For people who look at
/// a module there, with the same numbers as the check has.
package struct Situation: Sendable {
    /// The check.
    package let check: Rubric.Check
    private let laboratory: Laboratory

    /// The situation of a check on a kernel, with the secrets of `seed`.
    package init(of check: Rubric.Check, installation: Installation, kernel: Kernel, seed: Seed) {
        self.check = check
        laboratory = Laboratory(seed, installation, kernel, on: installation.machines(kernel))
    }

    /// A fresh machine with the check's processes, without a module. What the target does first is done by
    /// ``Rubric/Check/prepare(_:)``, after the module was loaded.
    ///
    /// - Throws: what keeps a machine from starting, which is nobody's doing that hands in a module; `CancellationError`.
    package func session() async throws -> Session {
        do { return try await laboratory.session(check.setup).session } catch let reason as NoMachine {
            throw reason.error
        }
    }
}
