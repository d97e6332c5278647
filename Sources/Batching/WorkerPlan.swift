/// How many workers grade at once on a host, and what they share of its memory.
package struct WorkerPlan: Sendable, Hashable {
    /// Processes that grade at once; at least 1.
    package let workers: Int
    /// Bytes that each worker's machine has without asking.
    package let share: Int
    /// Bytes for what needs more than that, one after another: see `MemoryLedger`.
    package let spare: Int

    /// Bytes of a worker beside its machine: the grader itself (42 MB were seen) and a compiler (85 MB).
    package static let process = 144 << 20
    /// Bytes of the guest that a module can fill at most in the usual machine, with what QEMU needs.
    package static let filled = 600 << 20

    /// A worker computes for most of its time and waits for the rest, so there is one more than there are cores. What the
    /// host, or the container around this process, has of memory bounds them: by what machines were seen to need, and half as
    /// much again. Beside the workers there is room for one module that fills its whole machine.
    ///
    /// - Parameters:
    ///   - workers: As many as the user asks for; nil for the usual number.
    ///   - cores: Processors of the host.
    ///   - available: Bytes that may still be used; nil where the system does not say.
    ///   - needs: Bytes that a machine was seen to need.
    package init(workers: Int? = nil, cores: Int, available: Int?, needs: Int) {
        share = needs + needs / 2
        let each = Self.process + share
        let most = max(cores, 1) + 1
        let possible = available.map { max(1, ($0 - Self.filled) / each) } ?? 1
        self.workers = workers ?? min(most, possible)
        spare = max((available ?? 0) - self.workers * each, Self.filled)
    }
}
