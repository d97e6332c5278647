import CLinux
import Glibc

/// The state of a clone, from which other clones can go on (``FrozenMachine/clone(from:)``): the state of its devices, and
/// the pages of memory that differ from the frozen RAM. It is kept in memory and has no name in a file system.
package final class Checkpoint: Sendable {
    let devices: DeviceState
    private let pages: [GuestMemory.Pages]

    /// Bytes of memory that are kept at most. Processes and module take two million (measured). A module that fills much
    /// more fills it again in each machine.
    private static let limit: UInt64 = 32 << 20

    /// Copies the state of a stopped machine; nil when that is too much to keep.
    ///
    /// - Throws: ``MachineError``.
    init?(of memory: GuestMemory, devices: DeviceState) throws {
        self.devices = devices
        var pages: [GuestMemory.Pages] = []
        let runs = try memory.ownPages()
        guard runs.reduce(0, { $0 + $1.upperBound - $1.lowerBound }) <= Self.limit else { return nil }
        for run in runs {
            guard let bytes = memory.bytes(at: run.lowerBound, count: Int(run.upperBound - run.lowerBound)) else {
                throw MachineError.nonsense("the pages that it wrote cannot be read")
            }
            pages.append(GuestMemory.Pages(address: run.lowerBound, bytes: bytes))
        }
        self.pages = pages
    }

    /// Gives a fresh clone that has not run yet the memory of this state.
    ///
    /// - Throws: ``MachineError``.
    func restore(to memory: GuestMemory) throws {
        try memory.overwrite(pages)
    }
}

/// The state of a machine's devices, as QEMU wrote it.
final class DeviceState: Sendable {
    private let descriptor: Int32

    /// An empty file in memory for a state.
    ///
    /// - Throws: ``MachineError``.
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
