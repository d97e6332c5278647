/// What goes over a connection of gdb's remote protocol (Debugging with GDB, appendix E): a packet, or a byte by itself.
enum RemoteMessage: Sendable, Hashable {
    /// What stands between `$` and `#`, as it was sent.
    case packet([UInt8])
    /// A packet was received well, or badly.
    case acknowledgement(isGood: Bool)
    /// The debugger wants the machine to stop: Ctrl-C.
    case interrupt

    /// The bytes to send.
    var bytes: [UInt8] {
        switch self {
        case .packet(let content):
            let sum = content.reduce(0) { $0 &+ $1 }
            let digits = Array("0123456789abcdef".utf8)
            return [UInt8(ascii: "$")] + content + [
                UInt8(ascii: "#"), digits[Int(sum >> 4)], digits[Int(sum & 15)],
            ]
        case .acknowledgement(let isGood): return [UInt8(ascii: isGood ? "+" : "-")]
        case .interrupt: return [3]
        }
    }

    /// A packet of this text, which has no `#`, `$` or `}` in it.
    static func packet(_ text: String) -> RemoteMessage { .packet(Array(text.utf8)) }

    /// A packet that has gdb print a text while it waits for the machine.
    static func output(_ text: String) -> RemoteMessage { .packet("O" + hexadecimal(text)) }

    /// The two digits of each byte of a text.
    static func hexadecimal(_ text: String) -> String {
        text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// The text of a packet; empty where this is none.
    var text: String {
        guard case .packet(let content) = self else { return "" }
        return String(decoding: content, as: UTF8.self)
    }

    /// What a debugger asks the monitor, the grader here: the line behind `monitor`. Nil where this is something else.
    var question: String? {
        let start = "qRcmd,"
        guard text.hasPrefix(start) else { return nil }
        let digits = Array(text.dropFirst(start.count).utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the machine goes on with it, for a while or an instruction.
    var isResumption: Bool {
        ["vCont;", "c", "C", "s", "S"].contains { text.hasPrefix($0) } && text != "vCont?"
    }

    /// Whether it says that the machine has stopped, or has ended.
    var isStop: Bool { ["T", "S", "W", "X"].contains { text.hasPrefix($0) } }
}

/// Takes a stream of bytes apart.
struct RemoteReader {
    private var rest: [UInt8] = []

    /// More than any packet has: QEMU allows 4 KiB, and gdb asks it.
    private static let longest = 1 << 20

    /// The messages that are whole now. What is not a message is passed over, as the protocol says.
    mutating func messages(_ bytes: some Sequence<UInt8>) -> [RemoteMessage] {
        rest += bytes
        var found: [RemoteMessage] = []
        var at = 0
        while at < rest.count {
            switch rest[at] {
            case UInt8(ascii: "+"): found.append(.acknowledgement(isGood: true))
            case UInt8(ascii: "-"): found.append(.acknowledgement(isGood: false))
            case 3: found.append(.interrupt)
            case UInt8(ascii: "$"):
                guard let end = rest[at...].firstIndex(of: UInt8(ascii: "#")), end + 2 < rest.count else {
                    rest.removeFirst(at)
                    if rest.count > Self.longest { rest = [] }
                    return found
                }
                found.append(.packet(Array(rest[(at + 1)..<end])))
                at = end + 2
            default: break
            }
            at += 1
        }
        rest = []
        return found
    }
}
