import Installation
import VirtualMachine
import Words

/// Where sessions are made: fresh machines, and what is the same for all of them.
struct Laboratory: Sendable {
    let seed: Seed
    let witness: Witness
    /// The frozen machine of a kind.
    let frozen: @Sendable (MachineKind) async throws -> FrozenMachine

    /// For what is tried with `seed` on `machines` of a kernel.
    init(_ seed: Seed, _ installation: Installation, _ kernel: Kernel, on machines: FrozenMachines) {
        self.seed = seed
        witness = Witness(installation, kernel)
        frozen = { try await machines.machine(changing: $0.change) }
    }

    /// Why a check cannot be asked for on its machine; nil where it can, and where there is no machine to say so.
    ///
    /// What the machine has was seen on it before any student's code was there, when it was made.
    ///
    /// - Throws: `CancellationError`.
    func absence(for check: Rubric.Check) async throws -> String? {
        guard !check.traits.isEmpty else { return nil }
        do {
            let traits = try await frozen(check.setup.machine).traits
            return check.traits.first { !traits.contains($0) }?.absence
        } catch {
            try Task.checkCancellation()
            return nil
        }
    }

    /// A fresh machine for a setup, with its processes and without a module, and what it was cloned from.
    ///
    /// Each `attempt`, counted from 0, has a seed of its own: what a module saw in one helps it in no other.
    ///
    /// - Throws: ``NoMachine``, `CancellationError`: no module is there yet that could have done it.
    func session(_ setup: Setup, attempt: Int = 0) async throws -> (session: Session, frozen: FrozenMachine) {
        do {
            let machine = try await frozen(setup.machine)
            return (try await Session(machine, setup, seed: seed.attempt(attempt), witness: witness), machine)
        } catch {
            try Task.checkCancellation()
            throw NoMachine(error: error)
        }
    }
}

/// There is no machine to begin with.
struct NoMachine: Error, CustomStringConvertible {
    let error: any Error

    var description: String { error.sentence }
}
