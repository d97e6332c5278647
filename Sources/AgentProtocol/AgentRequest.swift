/// What the host asks of the agent, one at a time.
package enum AgentRequest: Sendable, Hashable {
    /// Are you there?
    case ping
    /// `init_module` with the module's bytes and its parameters.
    case load(module: [UInt8], parameters: String)
    /// `delete_module`, without waiting for users of the module.
    case unload(name: String)
    /// Starts a target program of the initramfs (`/targets/<program>`) and waits until it says that it is ready.
    case start(program: String, arguments: [String], patience: UInt32)
    /// Sends a line to a target and waits for its one-line reply, at most `patience` milliseconds of guest time.
    case tell(pid: Int32, line: String, patience: UInt32)
    /// Waits for one more line of a target, at most `patience` milliseconds of guest time.
    case hear(pid: Int32, patience: UInt32)
    /// Sends a signal to a target.
    case signal(pid: Int32, number: Int32)
    /// Kills a target and waits for its end.
    case end(pid: Int32, patience: UInt32)
    /// Reads part of a file, mostly of /proc: at most `count` bytes from `offset`.
    case read(path: String, offset: UInt64, count: UInt32)
    /// Kernel log records with a sequence number of at least `sequence`.
    case kernelLog(since: UInt64)
    /// The names in a folder, without looking any of them up.
    case list(folder: String)

    /// The message as bytes; `identifier` comes back with the reply.
    package func encoded(identifier: UInt32) -> [UInt8] {
        var writer = WireWriter()
        writer.append(identifier)
        switch self {
        case .ping:
            writer.append(UInt8(0))
        case .load(let module, let parameters):
            writer.append(UInt8(1))
            writer.append(module)
            writer.append(parameters)
        case .unload(let name):
            writer.append(UInt8(2))
            writer.append(name)
        case .start(let program, let arguments, let patience):
            writer.append(UInt8(3))
            writer.append(program)
            writer.append(UInt32(arguments.count))
            for argument in arguments { writer.append(argument) }
            writer.append(patience)
        case .tell(let pid, let line, let patience):
            writer.append(UInt8(4))
            writer.append(pid)
            writer.append(line)
            writer.append(patience)
        case .signal(let pid, let number):
            writer.append(UInt8(5))
            writer.append(pid)
            writer.append(number)
        case .end(let pid, let patience):
            writer.append(UInt8(6))
            writer.append(pid)
            writer.append(patience)
        case .read(let path, let offset, let count):
            writer.append(UInt8(7))
            writer.append(path)
            writer.append(offset)
            writer.append(count)
        case .kernelLog(let sequence):
            writer.append(UInt8(8))
            writer.append(sequence)
        case .list(let folder):
            writer.append(UInt8(9))
            writer.append(folder)
        case .hear(let pid, let patience):
            writer.append(UInt8(10))
            writer.append(pid)
            writer.append(patience)
        }
        return writer.bytes
    }

    /// Reads a message that ``encoded(identifier:)`` made.
    package static func decode(_ bytes: [UInt8]) throws(WireError) -> (identifier: UInt32, request: AgentRequest) {
        var reader = WireReader(bytes)
        let identifier = try reader.number(UInt32.self)
        let tag = try reader.number(UInt8.self)
        switch tag {
        case 0: return (identifier, .ping)
        case 1: return (identifier, .load(module: try reader.data(), parameters: try reader.text()))
        case 2: return (identifier, .unload(name: try reader.text()))
        case 3:
            let program = try reader.text()
            let count = try reader.number(UInt32.self)
            var arguments: [String] = []
            for _ in 0..<count { arguments.append(try reader.text()) }
            return (identifier, .start(program: program, arguments: arguments, patience: try reader.number()))
        case 4:
            return (
                identifier,
                .tell(pid: try reader.number(), line: try reader.text(), patience: try reader.number())
            )
        case 5: return (identifier, .signal(pid: try reader.number(), number: try reader.number()))
        case 6: return (identifier, .end(pid: try reader.number(), patience: try reader.number()))
        case 7:
            return (
                identifier,
                .read(path: try reader.text(), offset: try reader.number(), count: try reader.number())
            )
        case 8: return (identifier, .kernelLog(since: try reader.number()))
        case 9: return (identifier, .list(folder: try reader.text()))
        case 10: return (identifier, .hear(pid: try reader.number(), patience: try reader.number()))
        default: throw .unknownTag(tag)
        }
    }
}
