package import AgentProtocol
import Glibc
import Synchronization

/// A machine that a debugger holds still, for as long as a person thinks.
extension Machine {
    /// Has QEMU serve gdb's remote protocol (Debugging with GDB, appendix E) on a Unix socket, which it makes. The machine
    /// stops when a debugger connects, and goes on when it leaves.
    ///
    /// - Parameter socket: its path, without a comma. The system allows 107 bytes (unix(7)).
    /// - Throws: ``MachineError``.
    package func serveDebugger(at socket: String) async throws {
        try await blocking { [self] in
            let answer = try qmp(.serveDebugger(at: socket))
            // The monitor says what went wrong as text, and what went right too.
            guard answer.hasPrefix("Waiting for gdb connection") else {
                throw MachineError.qmp(command: "gdbserver", reason: answer)
            }
        }
    }

    /// Stops all processors for good, as soon as none has anything to do: a person then finds the machine at rest, and not in
    /// the middle of an answer. One that is not at rest soon is stopped all the same. A debugger is told, and may let it go
    /// on.
    ///
    /// - Throws: ``MachineError``.
    package func haltAtRest() async throws {
        try await blocking { [self] in
            for _ in 0..<Patience.restSamples
            where Self.registers(in: try qmp(.registers)).allSatisfy(\.isHalted) { break }
            try qmp(.stop)
        }
    }

    /// Sends the agent a request and waits for the reply for as long as it takes: a debugger may hold the machine. One
    /// request at a time. Meanwhile QEMU can be given other orders.
    ///
    /// - Throws: ``MachineError``, but never that the time is over. Cancelling the task ends the machine too.
    package func askAtLeisure(_ request: AgentRequest) async throws -> AgentReply {
        try await withTaskCancellationHandler {
            try await blocking { [self] in
                state.withLock { $0.unsent += Frame.wrap(request.encoded(identifier: $0.requests.draw())) }
                while true {
                    let isUnsent = state.withLock { state in
                        send(&state)
                        return !state.unsent.isEmpty
                    }
                    let event = wait(
                        for: process.agent, orRoom: isUnsent, orEndOf: process.pidfd,
                        until: Deadline(seconds: Double(Patience.consoleInterval) / 1000))
                    if let reply = try state.withLock({ try self.reply(after: event, &$0) }) { return reply }
                }
            }
        } onCancel: {
            kill()
        }
    }

    /// Reads what has come, and returns the reply if it is whole.
    private func reply(after event: Event, _ state: inout State) throws -> AgentReply? {
        Self.drainConsole(of: process, &state)
        switch event {
        case .room, .chatter: return nil
        case .deadline:
            try requireAwake(&state)
            return nil
        case .ended: throw Self.ending(of: process, &state)
        case .readable:
            var bytes = [UInt8](repeating: 0, count: 1 << 18)
            let count = bytes.withUnsafeMutableBytes { read(process.agent, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Self.ending(of: process, &state) }
            state.agentBuffer += bytes[0..<count]
            guard state.agentBuffer.count <= AgentLimits.answer else { throw MachineError.unreadable(.endless) }
            return try Self.reply(&state)
        }
    }
}
