package import Paging

/// Physical memory that can be read a stretch at a time.
package protocol PhysicalBytes: PhysicalMemory {
    /// Bytes from a physical address on; nil where they are not all memory.
    func bytes(at address: UInt64, count: Int) -> [UInt8]?
}

extension [UInt8] {
    /// The little-endian number of `count` bytes, 1 to 8, at an offset; nil where they are not all there.
    func number(at offset: Int, bytes size: Int) -> UInt64? {
        guard offset >= 0, offset <= count - size else { return nil }
        return (0..<size).reduce(0) { $0 | UInt64(self[offset + $1]) << UInt64(8 * $1) }
    }
}
