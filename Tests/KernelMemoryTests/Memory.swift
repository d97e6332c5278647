import KernelMemory
import Paging

/// Memory with bytes at some addresses, and zeros elsewhere below 4 GiB.
struct Memory: PhysicalBytes {
    private var pages: [UInt64: [UInt8]] = [:]
    private static let size: UInt64 = 4096

    mutating func put(_ bytes: [UInt8], at address: UInt64) {
        for (index, byte) in bytes.enumerated() {
            let at = address + UInt64(index)
            pages[at / Self.size, default: Array(repeating: 0, count: Int(Self.size))][Int(at % Self.size)] = byte
        }
    }

    mutating func put(_ word: UInt64, at address: UInt64) {
        put((0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }, at: address)
    }

    func bytes(at address: UInt64, count: Int) -> [UInt8]? {
        guard address < 1 << 32 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            let at = address + UInt64(result.count)
            let rest = min(Int(Self.size - at % Self.size), count - result.count)
            let page = pages[at / Self.size]
            let start = Int(at % Self.size)
            result += page?[start..<start + rest] ?? Array(repeating: 0, count: rest)[...]
        }
        return result
    }

    func word(at address: UInt64) -> UInt64? {
        bytes(at: address, count: 8)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
