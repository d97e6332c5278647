import Glibc
import KernelMemory
import Paging

/// The machine's physical memory, read from outside through QEMU's own mapping of the RAM file.
///
/// A clone maps the frozen RAM privately, so its memory exists only in QEMU. Code in the guest cannot
/// notice that its memory is read, and cannot answer in its place.
package final class GuestMemory: PhysicalBytes, Sendable {
    private let process: pid_t
    private let descriptor: Int32
    private let base: UInt64
    /// Bytes of memory.
    package let size: UInt64
    /// Bytes of it that begin at physical address 0; the rest begins at 4 GiB.
    private let low: UInt64
    /// The physical address where the rest begins.
    private static let border: UInt64 = 1 << 32

    /// Finds the mapping of `ram` in QEMU's address space. It has `size` bytes of memory, `low` of them below 4 GiB.
    init(pid: pid_t, ram: String, size: UInt64, low: UInt64) throws(MachineError) {
        guard let maps = fopen("/proc/\(pid)/maps", "r") else {
            throw .file(path: "/proc/\(pid)/maps", reason: String(cString: strerror(errno)))
        }
        defer { fclose(maps) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var found: UInt64?
        while let text = getline(&line, &capacity, maps) > 0 ? line.map({ String(cString: $0) }) : nil {
            guard text.hasSuffix("\(ram)\n"), let dash = text.firstIndex(of: "-") else { continue }
            found = UInt64(text[..<dash], radix: 16)
            break
        }
        guard let found else { throw .nonsense("QEMU does not map \(ram)") }
        base = found
        process = pid
        self.size = size
        self.low = low
        descriptor = open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .file(path: "/proc/\(pid)/mem", reason: String(cString: strerror(errno)))
        }
    }

    deinit { close(descriptor) }

    /// `count` bytes from a physical address on; nil when any of them is outside memory.
    package func bytes(at address: UInt64, count: Int) -> [UInt8]? {
        guard let offset = offset(of: address, count: count) else { return nil }
        return fileBytes(at: offset, count: count)
    }

    private func fileBytes(at offset: UInt64, count: Int) -> [UInt8]? {
        var result = [UInt8](repeating: 0, count: count)
        let read = result.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, off_t(base + offset)) }
        return read == count ? result : nil
    }

    /// Physical addresses at which `bytes` are, at any alignment: at most a hundred.
    package func addresses(of bytes: [UInt8]) -> [UInt64] {
        let chunk: UInt64 = 1 << 20
        var found: [UInt64] = []
        for start in stride(from: 0, to: size, by: Int(chunk)) {
            // What crosses into the next chunk is found too.
            let count = min(chunk + UInt64(bytes.count) - 1, size - start)
            guard let memory = fileBytes(at: start, count: Int(count)) else { continue }
            memory.withUnsafeBytes { memory in
                guard let base = memory.baseAddress, let first = bytes.first else { return }
                var from = 0
                while found.count < 100, memory.count - from >= bytes.count,
                    let hit = memchr(base + from, Int32(first), memory.count - from - bytes.count + 1)
                {
                    let offset = UnsafeRawPointer(hit) - base
                    if memcmp(hit, bytes, bytes.count) == 0 { found.append(address(of: start + UInt64(offset))) }
                    from = offset + 1
                }
            }
        }
        return found
    }

    /// Where the RAM file has `count` bytes from a physical address on; nil when any of them is outside memory.
    private func offset(of address: UInt64, count: Int) -> UInt64? {
        guard count >= 0 else { return nil }
        let (start, end) = address < Self.border ? (address, low) : (address - Self.border + low, size)
        return start <= end && UInt64(count) <= end - start ? start : nil
    }

    /// The physical address of a byte of the RAM file.
    private func address(of offset: UInt64) -> UInt64 { offset < low ? offset : offset - low + Self.border }

    private static let pageSize: UInt64 = 4096

    /// The pages that QEMU no longer shares with the RAM file, as ranges of physical addresses: those that were written
    /// since (Documentation/admin-guide/mm/pagemap.rst: bit 63 present, bit 62 swapped, bit 61 of a file).
    func ownPages() throws(MachineError) -> [Range<UInt64>] {
        let path = "/proc/\(process)/pagemap"
        let map = open(path, O_RDONLY | O_CLOEXEC)
        guard map >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
        defer { close(map) }
        var entries = [UInt64](repeating: 0, count: Int(size / Self.pageSize))
        let count = entries.withUnsafeMutableBytes {
            pread(map, $0.baseAddress, $0.count, off_t(base / Self.pageSize * 8))
        }
        guard count == entries.count * 8 else { throw .file(path: path, reason: "cannot be read") }
        var runs: [Range<UInt64>] = []
        for (frame, entry) in entries.enumerated() where entry >> 62 != 0 && entry >> 61 & 1 == 0 {
            let start = address(of: UInt64(frame) * Self.pageSize)
            if let last = runs.last, last.upperBound == start {
                runs[runs.count - 1] = last.lowerBound..<start + Self.pageSize
            } else {
                runs.append(start..<start + Self.pageSize)
            }
        }
        return runs
    }

    /// Neighbouring pages: their physical address and their content.
    struct Pages: Sendable {
        let address: UInt64
        let bytes: [UInt8]
    }

    /// Puts pages into the memory of a machine that has not run yet.
    func overwrite(_ pages: [Pages]) throws(MachineError) {
        let path = "/proc/\(process)/mem"
        let memory = open(path, O_WRONLY | O_CLOEXEC)
        guard memory >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
        defer { close(memory) }
        for run in pages {
            guard let offset = offset(of: run.address, count: run.bytes.count),
                pwrite(memory, run.bytes, run.bytes.count, off_t(base + offset)) == run.bytes.count
            else {
                throw .file(path: path, reason: String(cString: strerror(errno)))
            }
        }
    }

    /// The little-endian word at a physical address; nil outside memory.
    package func word(at address: UInt64) -> UInt64? {
        bytes(at: address, count: 8)?.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * $1.offset) }
    }
}
