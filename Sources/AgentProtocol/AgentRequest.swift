/// What the host asks of the agent, one request at a time. `patience` is always milliseconds of guest time.
package enum AgentRequest: Sendable, Hashable {
    /// Is the agent there? Answered by `done`.
    case ping
    /// `init_module` with the module's bytes and its parameters.
    case load(module: [UInt8], parameters: String)
    /// `delete_module`, without waiting for users of the module.
    case unload(name: String)
    /// Starts a target program of the initramfs (`/targets/<program>`) and waits until it says that it is ready.
    case start(program: String, arguments: [String], patience: UInt32)
    /// Sends a line to a target and waits for the one line that answers it. The border with the number `border` is put
    /// into the log before (``LogBorder``); none for 0.
    case send(pid: Int32, line: String, patience: UInt32, border: UInt64 = 0)
    /// Waits for one more line from a target, or goes on waiting until one that was started is ready.
    case receive(pid: Int32, patience: UInt32)
    /// Sends a signal to a target.
    case signal(pid: Int32, number: Int32)
    /// Kills a target and waits for its end.
    case end(pid: Int32, patience: UInt32)
    /// Reads part of a file, mostly of /proc: at most `count` bytes from `offset`.
    case read(path: String, offset: UInt64, count: UInt32)
    /// The kernel log records since the last request for them, oldest first, up to the border with the number `border`,
    /// which is put there now and is not among them (``LogBorder``). The same number again asks for the rest.
    case kernelLog(border: UInt64)
    /// The names in a folder. No file in it is looked up.
    case list(folder: String)
    /// Makes the frames that processes to come will have depend on `seed`, and a copy of the `program` that they will run.
    /// Once for a machine, before the first process is started; a machine that is not asked for it goes on as it was frozen.
    case scatter(seed: UInt64, program: String)

    /// The byte that a request begins with, after its identifier.
    package enum Tag: UInt8, Sendable, CaseIterable {
        case ping, load, unload, start, send, receive, signal, end, read, kernelLog, list, scatter
    }

    /// The tag of this request.
    package var tag: Tag {
        switch self {
        case .ping: .ping
        case .load: .load
        case .unload: .unload
        case .start: .start
        case .send: .send
        case .receive: .receive
        case .signal: .signal
        case .end: .end
        case .read: .read
        case .kernelLog: .kernelLog
        case .list: .list
        case .scatter: .scatter
        }
    }

    /// The message as bytes; `identifier` comes back with the reply.
    package func encoded(identifier: UInt32) -> [UInt8] {
        var writer = WireWriter()
        writer.append(identifier)
        writer.append(tag.rawValue)
        switch self {
        case .ping: break
        case .kernelLog(let border): writer.append(border)
        case .load(let module, let parameters):
            writer.append(module)
            writer.append(parameters)
        case .unload(let name):
            writer.append(name)
        case .start(let program, let arguments, let patience):
            writer.append(program)
            writer.append(arguments)
            writer.append(patience)
        case .send(let pid, let line, let patience, let border):
            writer.append(pid)
            writer.append(line)
            writer.append(patience)
            writer.append(border)
        case .receive(let pid, let patience), .end(let pid, let patience):
            writer.append(pid)
            writer.append(patience)
        case .signal(let pid, let number):
            writer.append(pid)
            writer.append(number)
        case .read(let path, let offset, let count):
            writer.append(path)
            writer.append(offset)
            writer.append(count)
        case .list(let folder):
            writer.append(folder)
        case .scatter(let seed, let program):
            writer.append(seed)
            writer.append(program)
        }
        return writer.bytes
    }

    /// Reads a message that ``encoded(identifier:)`` made.
    ///
    /// - Throws: ``WireError``.
    package static func decode(_ bytes: [UInt8]) throws(WireError) -> (identifier: UInt32, request: AgentRequest) {
        var reader = WireReader(bytes)
        return (try reader.number(), try request(&reader))
    }

    private static func request(_ reader: inout WireReader) throws(WireError) -> AgentRequest {
        let byte = try reader.number(UInt8.self)
        switch Tag(rawValue: byte) {
        case .ping: return .ping
        case .load: return .load(module: try reader.data(), parameters: try reader.text())
        case .unload: return .unload(name: try reader.text())
        case .start:
            return .start(
                program: try reader.text(), arguments: try reader.texts(), patience: try reader.number())
        case .send:
            return .send(
                pid: try reader.number(), line: try reader.text(), patience: try reader.number(),
                border: try reader.number())
        case .receive: return .receive(pid: try reader.number(), patience: try reader.number())
        case .signal: return .signal(pid: try reader.number(), number: try reader.number())
        case .end: return .end(pid: try reader.number(), patience: try reader.number())
        case .read:
            return .read(path: try reader.text(), offset: try reader.number(), count: try reader.number())
        case .kernelLog: return .kernelLog(border: try reader.number())
        case .list: return .list(folder: try reader.text())
        case .scatter: return .scatter(seed: try reader.number(), program: try reader.text())
        case nil: throw .unknownTag(byte)
        }
    }
}
