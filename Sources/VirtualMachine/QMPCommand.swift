import FoundationEssentials

/// A command in QEMU's machine protocol (QEMU's QMP reference manual), as a value. It becomes JSON when it is sent.
struct QMPCommand: Sendable, Hashable, Encodable {
    /// Its name in the protocol.
    let name: String
    private let arguments: [String: Value]

    private enum Value: Sendable, Hashable, Encodable {
        case text(String)
        case flag(Bool)
        case list([[String: Value]])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .flag(let flag): try container.encode(flag)
            case .list(let list): try container.encode(list)
            }
        }
    }

    private enum CodingKeys: String, CodingKey { case name = "execute", arguments }

    private init(_ name: String, _ arguments: [String: Value] = [:]) {
        self.name = name
        self.arguments = arguments
    }

    /// Ends the greeting; must come first.
    static let greet = QMPCommand("qmp_capabilities")
    /// Whether the machine runs.
    static let queryStatus = QMPCommand("query-status")
    /// Stops all processors.
    static let stop = QMPCommand("stop")
    /// Lets all processors go on.
    static let cont = QMPCommand("cont")
    /// A non-maskable interrupt for all processors.
    static let interrupt = QMPCommand("inject-nmi")
    /// The registers of all processors, as text.
    static let registers = monitor("info registers -a")

    /// A line of the human monitor, whose answer is text.
    static func monitor(_ line: String) -> QMPCommand {
        QMPCommand("human-monitor-command", ["command-line": .text(line)])
    }

    /// Serves gdb's remote protocol on a Unix socket, which is made. A comma in its path would end the path.
    static func serveDebugger(at socket: String) -> QMPCommand {
        monitor("gdbserver unix:\(socket),server=on,wait=off")
    }

    /// Writes the state of the devices to a file. The command is Xen's in name only: it saves everything but memory, which
    /// the RAM file and its copies hold already.
    static func saveDevices(to path: String) -> QMPCommand {
        QMPCommand("xen-save-devices-state", ["filename": .text(path)])
    }

    /// Has the states of a migration reported as events.
    static let reportMigration = QMPCommand(
        "migrate-set-capabilities", ["capabilities": .list([["capability": .text("events"), "state": .flag(true)]])])

    /// Reads the state of the devices from an open descriptor of QEMU's.
    static func restoreDevices(from descriptor: Int32) -> QMPCommand {
        QMPCommand("migrate-incoming", ["uri": .text("fd:\(descriptor)")])
    }

    /// One line of JSON with its newline.
    var line: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self) + [0x0a]
        }
    }
}
