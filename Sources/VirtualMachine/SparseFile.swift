import CLinux
import Glibc

/// Files with holes.
enum SparseFile {
    /// Bytes that are read at once.
    private static let block = 2 << 20
    /// `SEEK_DATA` of lseek(2), which Swift's Glibc module does not have.
    private static let seekData: Int32 = 3

    /// Gives back the disk space of blocks that hold nothing but zeros. A hole reads as zeros
    /// too.
    static func dig(_ path: String) throws(MachineError) {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        let zeros = [UInt8](repeating: 0, count: block)
        var piece = zeros
        var offset = lseek(file, 0, seekData)
        while offset >= 0 {
            offset &= ~off_t(block - 1)
            let count = piece.withUnsafeMutableBytes { pread(file, $0.baseAddress, block, offset) }
            guard count > 0 else { return }
            // A file system without holes keeps the zeros: nothing is lost by it.
            if memcmp(piece, zeros, count) == 0 { _ = clinux_punch_hole(file, offset, off_t(count)) }
            offset = lseek(file, offset + off_t(count), seekData)
        }
    }
}
