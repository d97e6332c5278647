import CLinux
import Glibc

/// What a clone has become since it was frozen: the state of its devices, and the pages of memory that differ from the
/// frozen RAM. Clones can go on from there too (``FrozenMachine/clone(from:)``). It lives in memory and has no name in a
/// file system.
package final class Checkpoint: Sendable {
    /// Holds the state of the devices.
    let devices: DeviceState
    private let pages: [GuestMemory.Pages]

    /// Bytes of memory that are kept at most. Processes and module come to two million (measured); what a module fills
    /// besides is better filled again than kept.
    private static let limit: UInt64 = 32 << 20

    /// Takes what is to be known about a machine that stands still; nil when that is too much to keep.
    init?(of memory: GuestMemory, devices: DeviceState) throws {
        self.devices = devices
        var pages: [GuestMemory.Pages] = []
        let runs = try memory.ownPages()
        guard runs.reduce(0, { $0 + $1.upperBound - $1.lowerBound }) <= Self.limit else { return nil }
        for run in runs {
            guard let bytes = memory.bytes(at: run.lowerBound, count: Int(run.upperBound - run.lowerBound)) else {
                throw MachineError.nonsense("memory of its own cannot be read")
            }
            pages.append(GuestMemory.Pages(address: run.lowerBound, bytes: bytes))
        }
        self.pages = pages
    }

    /// Makes the memory of a fresh clone, which has not run yet, what it was.
    func restore(to memory: GuestMemory) throws {
        try memory.overwrite(pages)
    }
}

/// The state of a machine's devices, as QEMU wrote it.
final class DeviceState: Sendable {
    private let descriptor: Int32

    /// Room for a state, in memory.
    init() throws(MachineError) {
        descriptor = clinux_memory_file("devices")
        guard descriptor >= 0 else {
            throw .file(path: "memory", reason: String(cString: strerror(-descriptor)))
        }
    }

    deinit { close(descriptor) }

    /// A path by which QEMU, a child of this process, finds it.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }
}
