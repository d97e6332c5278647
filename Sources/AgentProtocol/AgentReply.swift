/// What the agent answers.
package enum AgentReply: Sendable, Hashable {
    /// Done; there is nothing to report.
    case done
    /// A system call failed with this errno.
    case failed(errno: Int32)
    /// A target is running; the lines that it printed before `ready`.
    case started(pid: Int32, lines: [String])
    /// A target's reply to a line.
    case line(String)
    /// A target did not reply in time. It may yet, to ``AgentRequest/receive(pid:patience:)``; one that was being started is
    /// then ``started(pid:lines:)``.
    case silent(pid: Int32)
    /// A target has ended, with this wait status.
    case exited(status: Int32)
    /// Bytes of a file.
    case bytes([UInt8])
    /// Records of the kernel log; `lost` when older ones were overwritten before they could be read, `hasMore` when one
    /// reply does not hold all: the next request gets the rest.
    case records(RawRecords, lost: Bool, hasMore: Bool)
    /// Names in a folder, in no order.
    case names([String])
    /// The request could not be understood.
    case misunderstood
    /// A line stood in the place of a target's reply that the target did not print.
    case foreign(String)

    /// The byte that a reply begins with, after its identifier.
    package enum Tag: UInt8, Sendable, CaseIterable {
        case done, failed, started, line, silent, exited, bytes, records, names, misunderstood, foreign
    }

    /// The tag of this reply.
    package var tag: Tag {
        switch self {
        case .done: .done
        case .failed: .failed
        case .started: .started
        case .line: .line
        case .silent: .silent
        case .exited: .exited
        case .bytes: .bytes
        case .records: .records
        case .names: .names
        case .misunderstood: .misunderstood
        case .foreign: .foreign
        }
    }

    /// The message as bytes, with the identifier of its request.
    package func encoded(identifier: UInt32) -> [UInt8] {
        var writer = WireWriter()
        writer.append(identifier)
        writer.append(tag.rawValue)
        switch self {
        case .done, .misunderstood: break
        case .failed(let number), .exited(let number), .silent(let number):
            writer.append(number)
        case .started(let pid, let lines):
            writer.append(pid)
            writer.append(lines)
        case .line(let line), .foreign(let line):
            writer.append(line)
        case .bytes(let bytes):
            writer.append(bytes)
        case .records(let records, let lost, let hasMore):
            writer.append(lost)
            writer.append(hasMore)
            writer.append(records.bytes)
        case .names(let names):
            writer.append(names)
        }
        return writer.bytes
    }

    /// Reads a message that ``encoded(identifier:)`` made.
    ///
    /// - Throws: ``WireError``.
    package static func decode(_ bytes: [UInt8]) throws(WireError) -> (identifier: UInt32, reply: AgentReply) {
        var reader = WireReader(bytes)
        return (try reader.number(), try reply(&reader))
    }

    private static func reply(_ reader: inout WireReader) throws(WireError) -> AgentReply {
        let byte = try reader.number(UInt8.self)
        switch Tag(rawValue: byte) {
        case .done: return .done
        case .failed: return .failed(errno: try reader.number())
        case .started: return .started(pid: try reader.number(), lines: try reader.texts())
        case .line: return .line(try reader.text())
        case .silent: return .silent(pid: try reader.number())
        case .exited: return .exited(status: try reader.number())
        case .bytes: return .bytes(try reader.data())
        case .records:
            let (lost, hasMore) = (try reader.flag(), try reader.flag())
            return .records(try RawRecords(bytes: try reader.data()), lost: lost, hasMore: hasMore)
        case .names: return .names(try reader.texts())
        case .misunderstood: return .misunderstood
        case .foreign: return .foreign(try reader.text())
        case nil: throw .unknownTag(byte)
        }
    }
}
