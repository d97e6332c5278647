import AgentProtocol
import Glibc

/// Reads /dev/kmsg record by record (Documentation/ABI/testing/dev-kmsg).
struct KernelLogReader {
    private let descriptor = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    /// Records in one reply at most: a frame (`Frame.limit`) holds this number of 800 bytes each. The host asks for the
    /// rest.
    private static let limit = 20_000

    /// Records that were not read yet.
    func records() -> AgentReply {
        var records: [KernelRecord] = []
        var lost = false
        // Larger than any record: the kernel refuses shorter buffers (CONSOLE_EXT_LOG_MAX is 8192).
        var buffer = [UInt8](repeating: 0, count: 16384)
        while records.count < Self.limit {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                // EPIPE: records were overwritten before they were read; reading goes on at the oldest kept.
                if errno == EPIPE { lost = true } else if errno != EINTR { break }
                continue
            }
            if let record = Self.parse(buffer[0..<count]) { records.append(record) }
        }
        return .records(records, lost: lost, hasMore: records.count == Self.limit)
    }

    /// `level,sequence,microseconds,flags[,...];text\n KEY=value\n`
    static func parse(_ bytes: ArraySlice<UInt8>) -> KernelRecord? {
        guard let semicolon = bytes.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let fields = bytes[..<semicolon].split(separator: UInt8(ascii: ","))
        guard fields.count >= 2, let level = number(fields[0]), let sequence = number(fields[1]) else { return nil }
        let rest = bytes[(semicolon + 1)...]
        let text = rest.prefix { $0 != 0x0a }
        return KernelRecord(
            sequence: sequence, level: UInt8(level & 7), text: String(decoding: text, as: UTF8.self))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        UInt64(String(decoding: digits, as: UTF8.self))
    }
}
