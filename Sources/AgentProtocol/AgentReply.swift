/// One record of /dev/kmsg.
package struct KernelRecord: Sendable, Hashable {
    /// The record's sequence number: grows by one, never repeats in one boot.
    package let sequence: UInt64
    /// Syslog level, 0 (emergency) to 7 (debug).
    package let level: UInt8
    /// The text, without level and time.
    package let text: String

    package init(sequence: UInt64, level: UInt8, text: String) {
        self.sequence = sequence
        self.level = level
        self.text = text
    }
}

/// What the agent answers.
package enum AgentReply: Sendable, Hashable {
    /// Done; nothing to tell.
    case done
    /// A system call failed with this errno.
    case failed(errno: Int32)
    /// A target is running; the lines it printed before `ready`.
    case started(pid: Int32, lines: [String])
    /// A target's reply to a line.
    case line(String)
    /// A target did not reply in time: its /proc/PID/status state letter and kernel stack.
    case silent(state: String, stack: String)
    /// A target is gone, with this wait status.
    case exited(status: Int32)
    /// Bytes of a file.
    case bytes([UInt8])
    /// Records of the kernel log; `lost` when older ones were overwritten before they could be read.
    case records([KernelRecord], lost: Bool)
    /// Names in a folder, in no order.
    case names([String])
    /// The request could not be understood.
    case misunderstood

    /// The message as bytes, with the identifier of its request.
    package func encoded(identifier: UInt32) -> [UInt8] {
        var writer = WireWriter()
        writer.append(identifier)
        switch self {
        case .done: writer.append(UInt8(0))
        case .failed(let errno):
            writer.append(UInt8(1))
            writer.append(errno)
        case .started(let pid, let lines):
            writer.append(UInt8(2))
            writer.append(pid)
            writer.append(UInt32(lines.count))
            for line in lines { writer.append(line) }
        case .line(let line):
            writer.append(UInt8(3))
            writer.append(line)
        case .silent(let state, let stack):
            writer.append(UInt8(4))
            writer.append(state)
            writer.append(stack)
        case .exited(let status):
            writer.append(UInt8(5))
            writer.append(status)
        case .bytes(let bytes):
            writer.append(UInt8(6))
            writer.append(bytes)
        case .records(let records, let lost):
            writer.append(UInt8(7))
            writer.append(UInt8(lost ? 1 : 0))
            writer.append(UInt32(records.count))
            for record in records {
                writer.append(record.sequence)
                writer.append(record.level)
                writer.append(record.text)
            }
        case .names(let names):
            writer.append(UInt8(9))
            writer.append(UInt32(names.count))
            for name in names { writer.append(name) }
        case .misunderstood: writer.append(UInt8(8))
        }
        return writer.bytes
    }

    /// Reads a message that ``encoded(identifier:)`` made.
    package static func decode(_ bytes: [UInt8]) throws(WireError) -> (identifier: UInt32, reply: AgentReply) {
        var reader = WireReader(bytes)
        let identifier = try reader.number(UInt32.self)
        let tag = try reader.number(UInt8.self)
        switch tag {
        case 0: return (identifier, .done)
        case 1: return (identifier, .failed(errno: try reader.number()))
        case 2:
            let pid = try reader.number(Int32.self)
            let count = try reader.number(UInt32.self)
            var lines: [String] = []
            for _ in 0..<count { lines.append(try reader.text()) }
            return (identifier, .started(pid: pid, lines: lines))
        case 3: return (identifier, .line(try reader.text()))
        case 4: return (identifier, .silent(state: try reader.text(), stack: try reader.text()))
        case 5: return (identifier, .exited(status: try reader.number()))
        case 6: return (identifier, .bytes(try reader.data()))
        case 7:
            let lost = try reader.number(UInt8.self) != 0
            let count = try reader.number(UInt32.self)
            var records: [KernelRecord] = []
            for _ in 0..<count {
                records.append(
                    KernelRecord(
                        sequence: try reader.number(), level: try reader.number(), text: try reader.text()))
            }
            return (identifier, .records(records, lost: lost))
        case 8: return (identifier, .misunderstood)
        case 9:
            let count = try reader.number(UInt32.self)
            var names: [String] = []
            for _ in 0..<count { names.append(try reader.text()) }
            return (identifier, .names(names))
        default: throw .unknownTag(tag)
        }
    }
}
