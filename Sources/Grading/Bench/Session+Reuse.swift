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
        let others = try await procEntries().subtracting(before).subtracting(own.map(String.init))
        for pid in try await descendants(of: own, among: others) {
            _ = try await machine.ask(.signal(pid: pid, number: SIGKILL))
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

    /// The processes that some processes have started, and those that these have.
    private func descendants(of roots: [Int32], among entries: Set<String>) async throws -> [Int32] {
        var (known, lines) = (Set(roots), [ProcessLine]())
        for pid in entries.compactMap(Int32.init).sorted() {
            guard let line = try await text("/proc/\(pid)/stat").flatMap(ProcessLine.init) else { continue }
            lines.append(line)
        }
        // Numbers of processes may have begun anew: an elder one may come after its children.
        while let next = lines.first(where: { known.contains($0.parent) && !known.contains($0.pid) }) {
            known.insert(next.pid)
        }
        return known.subtracting(roots).sorted()
    }

    /// Whether a process is a kernel thread, of which new ones come at any time, or is gone.
    private func isKernelThread(_ pid: Int32) async throws -> Bool {
        guard let stat = try await text("/proc/\(pid)/stat") else { return true }
        return ProcessLine(stat)?.isKernelThread ?? false
    }
}
