/// Records of /dev/kmsg as read(2) returns them. The agent only passes them on: an emulated processor needs 0.1 ms to take
/// one apart, and a list of VMAs has thousands.
package struct RawRecords: Sendable, Hashable {
    /// Each record behind its length in bytes, 16 bits, little-endian.
    package private(set) var bytes: [UInt8] = []
    /// How many there are.
    package private(set) var count = 0

    /// No records.
    package init() {}

    /// Bytes of the largest record: the kernel refuses shorter buffers than 8192 (`CONSOLE_EXT_LOG_MAX`, kernel/printk).
    package static let largest = 16384

    /// Appends what one read(2) has returned; at most ``largest`` bytes.
    package mutating func append(_ record: UnsafeRawBufferPointer) {
        let record = record.prefix(Self.largest)
        bytes.append(UInt8(record.count & 0xff))
        bytes.append(UInt8(record.count >> 8))
        bytes.append(contentsOf: record)
        count += 1
    }

    /// Takes what came from a guest.
    ///
    /// - Throws: ``WireError`` where a length reaches past the end, or there are more than a reply holds.
    init(bytes: [UInt8]) throws(WireError) {
        var position = 0
        while position < bytes.count {
            guard bytes.count - position >= 2 else { throw .truncated }
            position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
            count += 1
        }
        guard position == bytes.count else { throw .truncated }
        guard count <= AgentLimits.records else { throw .oversized(count) }
        self.bytes = bytes
    }

    /// The records, read; what is none is left out.
    package var records: [KernelRecord] {
        var (records, position): ([KernelRecord], Int) = ([], 0)
        records.reserveCapacity(count)
        while position < bytes.count {
            let start = position + 2
            position = start + Int(bytes[position]) + Int(bytes[position + 1]) << 8
            if let record = KernelRecord(kmsg: bytes[start..<position]) { records.append(record) }
        }
        return records
    }
}
