import FoundationEssentials
import Glibc

/// The frozen machines of a cache: of all kernels, of all configurations, and of every version of the grader that works with
/// it. Machines are removed by their bytes on the disk, those that were unused for longest first.
struct MachineShelf {
    private let folder: String

    /// Those in the folder `cache`.
    init(_ cache: String) { folder = cache }

    /// Bytes on the disk that are always allowed, and that are never exceeded: a kernel's machines for all labs take some
    /// 0.9 GB (six of 110 to 200 MB), and 0.2 GB more for the one with a page of 1 GiB, so that a table of seven kernels
    /// stays ready.
    static let bounds = 2 << 30...8 << 30

    /// Seconds for which a machine that was used is left alone: another grader, or another version of it, may work with it.
    static let rest = 15 * 60

    /// Removes the drafts of graders that are gone, and machines until what is left is within the limit, unless they are in
    /// use (``MachineHold``) or were a moment ago. The last gives way where the disk has not the bytes that are `needed`.
    func makeRoom(needed: Int = 0, now: Int = Glibc.time(nil)) {
        OwnedFolder.sweep(folder, prefix: FrozenMachine.draft)
        let machines = machines.sorted { $0.lastUse > $1.lastUse }
        var left = machines.reduce(0) { $0 + $1.bytes }
        var free = free
        let limit = Self.limit(used: left, free: free)
        for machine in machines.reversed() {
            let isAtRest = machine.lastUse < now - Self.rest
            guard isAtRest ? left + needed > limit : free < needed else { continue }
            MachineHold.removeUnused(machine.path)
            guard access(machine.path, F_OK) != 0 else { continue }
            left -= machine.bytes
            free += machine.bytes
        }
    }

    /// Bytes that machines may take: half of what the disk has for them, within ``bounds``.
    static func limit(used: Int, free: Int) -> Int {
        min(max((used + free) / 2, bounds.lowerBound), bounds.upperBound)
    }

    private struct Entry {
        let path: String
        let bytes: Int
        let lastUse: Int
    }

    private var machines: [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(FrozenMachine.draft) }.map { name in
            let path = "\(folder)/\(name)"
            let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return Entry(
                path: path, bytes: files.reduce(0) { $0 + Self.bytes("\(path)/\($1)") },
                lastUse: Self.time("\(path)/seal"))
        }
    }

    /// What a file takes on the disk; RAM files have holes (stat(2): blocks are of 512 bytes).
    private static func bytes(_ path: String) -> Int {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_blocks) * 512 : 0
    }

    private static func time(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mtim.tv_sec : 0
    }

    private var free: Int {
        var space = statvfs()
        guard statvfs(folder, &space) == 0 else { return .max / 2 }
        return Int(clamping: UInt64(space.f_bavail) * UInt64(space.f_frsize))
    }
}
