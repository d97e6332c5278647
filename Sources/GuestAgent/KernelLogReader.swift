import CGuest

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
    private var buffer = [UInt8](repeating: 0, count: RawRecords.largest)

    /// Reads what comes from now on: what was printed before answers nobody.
    init() { lseek(descriptor, 0, SEEK_END) }

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
        var records = RawRecords()
        var lost = false
        let mark = border.mark
        while records.count < AgentLimits.records, records.bytes.count < AgentLimits.recordBytes,
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
            let isBorder = buffer.withUnsafeBytes { buffer in
                let record = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                if Self.ends(record, with: mark) { return true }
                records.append(record)
                return false
            }
            if isBorder {
                (awaited, isKept) = (nil, true)
                return .records(records, lost: lost, hasMore: false)
            }
        }
        return .records(records, lost: lost, hasMore: true)
    }

    /// Whether a record is a border. It has no more than its text: no program that writes to the device has a device of its
    /// own.
    private static func ends(_ record: UnsafeRawBufferPointer, with mark: [UInt8]) -> Bool {
        guard record.count >= mark.count, let start = record.baseAddress else { return false }
        return memcmp(start + record.count - mark.count, mark, mark.count) == 0
    }
}
