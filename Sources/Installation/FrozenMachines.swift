import Glibc
import Synchronization
package import VirtualMachine

/// The frozen machines of one kernel, one for each configuration. What was found or made once is remembered: the next
/// request looks only whether its files are still there.
package final class FrozenMachines: Sendable {
    private let installation: Installation
    private let kernel: Kernel
    private let progress: @Sendable (String) -> Void
    private let state = Mutex(State())

    private struct State {
        var common: Common?
        var machines: [MachineConfiguration: FrozenMachine] = [:]
    }

    /// What all machines of the kernel have in common.
    private struct Common {
        let parts: MachineParts
        let accelerator: MachineConfiguration.Accelerator
    }

    init(_ installation: Installation, _ kernel: Kernel, progress: @escaping @Sendable (String) -> Void) {
        self.installation = installation
        self.kernel = kernel
        self.progress = progress
    }

    /// The frozen machine of the basic checks, or of the configuration that `change` makes of it. It is booted when the
    /// cache does not have it.
    ///
    /// - Throws: ``Installation/Missing``, ``TargetPrograms/Flaw``, `MachineError`, `CancellationError`.
    package func machine(changing change: (inout MachineConfiguration) -> Void = { _ in }) async throws -> FrozenMachine
    {
        let common = try await common()
        var configuration = MachineConfiguration(accelerator: common.accelerator)
        change(&configuration)
        if kernel.isStrict { configuration.makeStrict() }
        if let known = state.withLock({ $0.machines[configuration] }), known.isKept() { return known }
        let ticket = try await installation.room.enter(booting: configuration)
        var machine = try await FrozenMachine.obtain(
            common.parts, configuration, cache: "\(installation.cache)/machines", progress: progress,
            warn: installation.warn)
        withExtendedLifetime(ticket) {}
        machine.room = installation.room
        let obtained = machine
        state.withLock { $0.machines[configuration] = obtained }
        return obtained
    }

    /// Compares every byte of the machines that were given out with what they were made as. Those that differ are removed,
    /// told to the user, and made anew at the next request.
    ///
    /// It costs some 50 ms of processor time for each machine whose file is in the host's memory: for when
    /// something failed on them.
    ///
    /// - Returns: whether any differs.
    /// - Throws: `CancellationError`.
    package func discardRotten() async throws -> Bool {
        var isAnyRotten = false
        for (configuration, machine) in state.withLock({ $0.machines }) {
            guard let sentence = try await machine.discardIfRotten() else { continue }
            installation.warn(sentence)
            isAnyRotten = true
            state.withLock { $0.machines[configuration] = nil }
        }
        return isAnyRotten
    }

    /// Target programs are compiled, and the accelerator is chosen, at the first request.
    private func common() async throws -> Common {
        if let known = state.withLock({ $0.common }) { return known }
        guard access(installation.agent, R_OK) == 0 else {
            throw Installation.Missing(
                description: "the guest's agent is missing: \(installation.agent). In a copy of the sources run "
                    + "`make build`; otherwise install the grader again")
        }
        let targets = try await installation.targets.compiled(cache: "\(installation.cache)/targets")
        let parts = MachineParts(kernel: kernel, agent: installation.agent, targets: targets)
        let accelerator = try await AcceleratorProbe.choose(parts, cache: installation.cache, progress: progress)
        let common = Common(parts: parts, accelerator: accelerator)
        state.withLock { $0.common = common }
        return common
    }
}
