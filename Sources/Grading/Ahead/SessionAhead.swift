package import Installation
package import VirtualMachine

/// A session that is made ready before it is needed, beside other work. It is the one that would be made then: its seed and
/// its machine do not depend on when.
package final class SessionAhead: Sendable {
    /// What it is made for.
    let setup: Setup
    /// What its secrets follow from.
    package let seed: Seed
    /// What its machine has booted.
    package let kernel: Kernel
    /// Where its machine comes from. The run that uses it has its others from there.
    let machines: FrozenMachines
    private let task: Task<(session: Session, frozen: FrozenMachine), any Error>

    /// Begins to make the session that a run begins with whose first check on a machine has this setup, before there is a
    /// module. Give it to the run, or let it go by ``leave()``.
    ///
    /// - Parameters:
    ///   - setup: The setup; without it the one that most checks have, so that nobody need have read the course.
    ///   - installation: What is installed.
    ///   - kernel: The kernel of the run.
    ///   - seed: What the run's secrets follow from.
    ///   - machines: The machines of the run; without them those of `installation`.
    package init(
        _ setup: Setup = Setup(), installation: Installation, kernel: Kernel, seed: Seed,
        machines: FrozenMachines? = nil
    ) {
        let machines = machines ?? installation.machines(kernel)
        let laboratory = Laboratory(seed, installation, kernel, on: machines)
        self.setup = setup
        self.seed = seed
        self.kernel = kernel
        self.machines = machines
        task = Task { try await laboratory.session(setup) }
    }

    /// The session, when it is ready.
    ///
    /// - Throws: ``NoMachine``, `CancellationError`.
    func session() async throws -> (session: Session, frozen: FrozenMachine) {
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: { [task] in
            task.cancel()
        }
    }

    /// Waits until it is ready, or can never be, which is told by whoever needs it.
    package func wait() async { _ = try? await task.value }

    /// Lets its machine go: it is not needed.
    package func leave() async {
        task.cancel()
        if let made = try? await task.value { made.session.machine.kill() }
    }
}
