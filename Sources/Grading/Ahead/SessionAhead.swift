package import Installation
package import VirtualMachine

/// A session that is made ready before it is needed, beside other work. It is the one that would be made then: its seed and
/// its machine do not depend on when.
package final class SessionAhead: Sendable {
    /// What it is made for.
    let setup: Setup
    /// What its secrets follow from.
    package let seed: Seed
    private let task: Task<(session: Session, frozen: FrozenMachine), any Error>
    /// Where its machine comes from; nil where the run itself looks after that.
    private let machines: FrozenMachines?

    /// Begins to make the first session of a setup.
    init(_ setup: Setup, in laboratory: Laboratory, machines: FrozenMachines? = nil) {
        self.setup = setup
        self.machines = machines
        seed = laboratory.seed
        task = Task { try await laboratory.session(setup) }
    }

    /// Begins to make the session that a run begins with whose first check on a machine is `check`, before there is a
    /// module. Give it to the run, or let it go by ``leave()``.
    package convenience init(for check: Rubric.Check, installation: Installation, kernel: Kernel, seed: Seed) {
        let machines = installation.machines(kernel)
        self.init(
            check.setup, in: Laboratory(seed, installation, kernel, on: machines), machines: machines)
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

    /// Removes the frozen machine that it was cloned from where that is damaged; whether it was.
    ///
    /// - Throws: `CancellationError`.
    func discardRotten() async throws -> Bool { try await machines?.discardRotten() ?? false }
}
