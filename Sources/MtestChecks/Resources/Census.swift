import Grading
import TargetProtocol
import VirtualMachine

extension Bench {
    /// What the kernel has allocated, after it gave back what it could.
    func census() async throws -> MemoryCensus {
        _ = try await send(.shrink, work: Patience.shrinkWork)
        return MemoryCensus(
            slabinfo: try await text("/proc/slabinfo") ?? "", meminfo: try await text("/proc/meminfo") ?? "")
    }
}
