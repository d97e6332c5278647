import AgentProtocol
import Glibc
import Synchronization
import VirtualMachine

extension Session {
    /// Another session on the same machine, without a module: for when all that was seen here is passes. The module is
    /// unloaded, and the processes end, with those that they have started.
    ///
    /// - Returns: nil where the machine is not as it was before the module came, or cannot serve the other setup; it is to
    ///   be given up then.
    /// - Throws: the machine's errors and ``Incident``. What happens here is no check's, and says nothing of a module.
    func cleared(for other: Setup, seed: Seed) async throws -> Session? {
        guard setup.serves(other), let before = state.withLock({ $0.entries }) else { return nil }
        let shell = state.withLock { $0.shell }
        let own = processes.map(\.pid) + (shell.map { [$0.pid] } ?? [])
        // What they have started would be left to the agent, and the machine would not be as it was.
        let lines = try await processLines(procEntries().subtracting(before).union(own.map(String.init)))
        for child in own.flatMap({ ProcessLine.family(of: $0, in: lines).dropFirst() }) {
            _ = try await machine.ask(.signal(pid: child.pid, number: SIGKILL))
        }
        for pid in own {
            let reply = try await machine.ask(.end(pid: pid, patience: Patience.targetReply))
            guard case .exited = reply else { return nil }
        }
        guard try await unload() == nil else { return nil }
        let now = try await procEntries()
        let files = { (names: Set<String>) in names.filter { Int32($0) == nil } }
        guard files(now) == files(before) else { return nil }
        for pid in now.subtracting(before).compactMap(Int32.init) {
            guard try await isKernelThread(pid) else { return nil }
        }
        return try await Session(on: machine, layout: layout, other, seed: seed, witness: witness)
    }

    /// Whether a process is a kernel thread, of which new ones come at any time, or is gone.
    private func isKernelThread(_ pid: Int32) async throws -> Bool {
        guard let stat = try await text("/proc/\(pid)/stat") else { return true }
        return ProcessLine(stat)?.isKernelThread ?? false
    }
}
