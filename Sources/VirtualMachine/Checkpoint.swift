import CLinux
import Glibc

/// What a clone has become since it was frozen: the state of its devices, and the pages of memory that differ from the
/// frozen RAM. Clones can go on from there too (``FrozenMachine/clone(from:)``). It lives in memory and has no name in a
/// file system.
package final class Checkpoint: Sendable {
    /// Holds the state of the devices.
    let devices: DeviceState
    private let pages: [Pages]

    /// Neighbouring pages: where they are in guest memory, and what is in them.
    private struct Pages: Sendable {
        let address: UInt64
        var bytes: [UInt8]
    }

    /// Takes what is to be known about a machine that stands still.
    init(of memory: GuestMemory, devices: DeviceState) throws {
        self.devices = devices
        var pages: [Pages] = []
        for run in try memory.ownPages() {
            guard let bytes = memory.bytes(at: run.lowerBound, count: Int(run.upperBound - run.lowerBound)) else {
                throw MachineError.nonsense("memory of its own cannot be read")
            }
            pages.append(Pages(address: run.lowerBound, bytes: bytes))
        }
        self.pages = pages
    }

    /// Makes the memory of a fresh clone, which has not run yet, what it was.
    func restore(to memory: GuestMemory) throws {
        for run in pages { try memory.overwrite(run.bytes, at: run.address) }
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
