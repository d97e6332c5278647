import AgentProtocol
import Glibc

/// Reads /dev/kmsg record by record, and puts borders into it.
///
/// What is written there is not rate-limited: `printk.devkmsg=on` on the kernel's command line cannot be taken back.
struct KernelLogReader {
    private let descriptor = open("/dev/kmsg", O_RDWR | O_NONBLOCK | O_CLOEXEC)
    /// The border that is in the log and was not reached yet.
    private var awaited: LogBorder?
    /// Whether the last border appeared. Where it did not, code in the kernel has seen to that or has printed over it, and the
    /// next is not waited for.
    private var isKept = true

    /// Puts a border into the log, after all that was printed before.
    func mark(_ border: LogBorder) {
        let line = Array(border.line.utf8)
        while write(descriptor, line, line.count) < 0, errno == EINTR {}
    }

    /// Records that were not read yet, up to the border.
    mutating func records(upTo border: LogBorder) -> AgentReply {
        if border != awaited { mark(border) }
        awaited = border
        let start = now()
        let deadline = isKept ? start + UInt64(AgentPatience.border) : 0
        var records: [KernelRecord] = []
        var (bytes, lost) = (0, false)
        // Larger than any record: the kernel refuses shorter buffers (CONSOLE_EXT_LOG_MAX is 8192).
        var buffer = [UInt8](repeating: 0, count: 16384)
        while records.count < AgentLimits.records, bytes < AgentLimits.recordText,
            records.count & 0xff != 0xff || now() < start + UInt64(AgentPatience.reading)
        {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                // EPIPE: records were overwritten before they were read; reading goes on at the oldest kept.
                if errno == EPIPE {
                    lost = true
                } else if errno != EINTR, readable(of: descriptor, until: deadline) == nil {
                    isKept = false
                    return .records(records, lost: lost, hasMore: false)
                }
                continue
            }
            // The device has no end: code in the kernel makes one, and it would come again and again.
            guard count > 0 else {
                isKept = false
                return .records(records, lost: lost, hasMore: false)
            }
            guard let record = KernelRecord(kmsg: buffer[0..<count]) else { continue }
            if border.isMarked(by: record) {
                (awaited, isKept) = (nil, true)
                return .records(records, lost: lost, hasMore: false)
            }
            records.append(record)
            bytes += record.text.utf8.count
        }
        return .records(records, lost: lost, hasMore: true)
    }
}
