import CChecksum
import CLinux
import Dispatch
import Glibc
import Synchronization

/// Files with holes.
enum SparseFile {
    /// Bytes that are freed at once.
    private static let block = 2 << 20
    /// Bytes that have a sum of their own.
    static let summed = 256 << 10
    /// `SEEK_DATA` of lseek(2), which Swift's Glibc module does not have.
    private static let seekData: Int32 = 3

    /// Makes a file of `size` bytes that has its place on the disk: a process that maps it would be ended by a signal
    /// where the disk is full. On file systems that cannot do this the file is all hole.
    ///
    /// - Throws: ``MachineError/file(path:reason:)`` where there is no room, or a limit on the size of files.
    static func reserve(_ path: String, size: UInt64) throws(MachineError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        guard ftruncate(file, off_t(size)) == 0 else { throw .file(path: path, reason: room(errno, size)) }
        let refusal = -clinux_reserve(file, 0, off_t(size))
        guard refusal != 0, refusal != EOPNOTSUPP, refusal != ENOSYS else { return }
        throw .file(path: path, reason: room(refusal, size))
    }

    private static func room(_ code: Int32, _ size: UInt64) -> String {
        switch code {
        case ENOSPC, EDQUOT:
            "no room is left for the \(size >> 20) MB of a machine: make room, or set XDG_CACHE_HOME"
        case EFBIG: "a limit on the size of files is below the \(size >> 20) MB of a machine: raise it with `ulimit -f`"
        default: String(cString: strerror(code))
        }
    }

    /// Gives back the disk space of blocks that hold nothing but zeros, or nothing at all. A hole reads as zeros too.
    static func dig(_ path: String) throws(MachineError) {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        let zeros = [UInt8](repeating: 0, count: block)
        var piece = zeros
        var offset: off_t = 0
        while offset < size {
            let data = lseek(file, offset, seekData)
            let next = (data < 0 ? size : data) & ~off_t(block - 1)
            if next > offset {
                // What was reserved and never written.
                _ = clinux_punch_hole(file, offset, next - offset)
                offset = next
                continue
            }
            let count = piece.withUnsafeMutableBytes { pread(file, $0.baseAddress, block, offset) }
            guard count > 0 else { return }
            // A file system without holes keeps the zeros: nothing is lost by it.
            if memcmp(piece, zeros, count) == 0 { _ = clinux_punch_hole(file, offset, off_t(count)) }
            offset += off_t(count)
        }
    }

    // MARK: - Sums

    /// The sum of each ``summed`` bytes of a file, in their order, on all processors; nil where it cannot be read.
    static func sums(of path: String) -> [UInt64]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let count = (Int(lseek(file, 0, SEEK_END)) + summed - 1) / summed
        let parts = max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 8))
        let found = Mutex<[Int: [UInt64]]>([:])
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let blocks = count * part / parts..<count * (part + 1) / parts
            guard let sums = sums(of: file, blocks) else { return }
            found.withLock { $0[part] = sums }
        }
        return found.withLock { found in
            found.count == parts ? (0..<parts).flatMap { found[$0] ?? [] } : nil
        }
    }

    /// The sums of some blocks; nil where one cannot be read.
    static func sums(of path: String, blocks: [Int]) -> [UInt64]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var sums: [UInt64] = []
        for block in blocks {
            guard let sum = Self.sums(of: file, block..<block + 1)?.first else { return nil }
            sums.append(sum)
        }
        return sums
    }

    /// One sum of many.
    static func sum(of sums: [UInt64]) -> UInt64 { sums.withUnsafeBytes { cchecksum($0.baseAddress, $0.count) } }

    private static func sums(of file: Int32, _ blocks: Range<Int>) -> [UInt64]? {
        var piece = [UInt8](repeating: 0, count: summed)
        let hole = piece.withUnsafeBytes { cchecksum($0.baseAddress, $0.count) }
        var sums: [UInt64] = []
        sums.reserveCapacity(blocks.count)
        // Where the next data is: blocks before it are holes, and need not be read.
        var data: off_t = -1
        for block in blocks {
            let offset = off_t(block * summed)
            if data < offset {
                data = lseek(file, offset, seekData)
                if data < 0 { data = errno == ENXIO ? off_t.max : offset }
            }
            if data >= offset + off_t(summed) {
                sums.append(hole)
                continue
            }
            let count = piece.withUnsafeMutableBytes { pread(file, $0.baseAddress, summed, offset) }
            guard count > 0 else { return nil }
            sums.append(piece.withUnsafeBytes { cchecksum($0.baseAddress, count) })
        }
        return sums
    }
}
