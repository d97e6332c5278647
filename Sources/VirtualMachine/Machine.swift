package import AgentProtocol
import FoundationEssentials
import Glibc
import Paging
import Synchronization

/// A running disposable machine. It ends when the last reference to it does.
package final class Machine: Sendable {
    /// What it is made of.
    package let configuration: MachineConfiguration
    /// Its physical memory, from outside.
    package let memory: GuestMemory

    private let process: QEMUProcess
    private let state: Mutex<State>

    private struct State {
        var qmp: QMPClient
        var agentBuffer: [UInt8] = []
        /// Requests, or what is left of them, that the socket to the agent has no room for yet.
        var unsent: [UInt8] = []
        var console: [UInt8] = []
        var identifier: UInt32 = 0
    }

    /// The console never grows beyond this many bytes; later text is dropped.
    private static let consoleLimit = 4 << 20

    init(_ configuration: MachineConfiguration, arguments: [String], ram: String, devices: String? = nil) throws {
        self.configuration = configuration
        let process = try QEMUProcess(arguments: arguments, devices: devices)
        self.process = process
        state = Mutex(State(qmp: QMPClient(process)))
        // QEMU maps its memory before it answers on QMP.
        do {
            try state.withLock {
                _ = try $0.qmp.execute("query-status", deadline: Deadline(seconds: Patience.qemuStart))
            }
        } catch is QMPClient.Gone {
            throw state.withLock { Self.ending(of: process, &$0) }
        }
        memory = try GuestMemory(pid: process.pid, ram: ram, size: configuration.memory)
    }

    /// Lets the machine go on until it says something, or for so long.
    func letRun(milliseconds: Int32) async throws {
        try await blocking { [process] in
            _ = wait(for: process.agent, orEndOf: process.pidfd, until: Deadline(seconds: Double(milliseconds) / 1000))
        }
    }

    /// Ends the machine at once.
    package func kill() { process.kill() }

    /// The process identifier of QEMU on the host.
    package var hostProcess: Int32 { process.pid }

    /// Asks the agent, waiting at most `seconds` of the host's time; longer where the host is so busy that the machine
    /// does not get its processors (``isStarved(_:since:for:)``).
    ///
    /// - Throws: ``MachineError``; after `.ended` or `.lost` the machine is dead, after `.deadline` it may be waited for
    ///   further. Cancelling the task ends it too.
    package func ask(_ request: AgentRequest, seconds: Double = Patience.answer) async throws -> AgentReply {
        try await withTaskCancellationHandler {
            try await blocking { try self.state.withLock { try self.ask(request, seconds, &$0) } }
        } onCancel: {
            kill()
        }
    }

    private func ask(_ request: AgentRequest, _ seconds: Double, _ state: inout State) throws -> AgentReply {
        state.identifier += 1
        state.unsent += Frame.wrap(request.encoded(identifier: state.identifier))
        return try hear(seconds, &state)
    }

    /// Goes on waiting for the answer to the last request, after a deadline.
    ///
    /// - Throws: as ``ask(_:seconds:)``.
    package func keepWaiting(seconds: Double) async throws -> AgentReply {
        try await withTaskCancellationHandler {
            try await blocking { try self.state.withLock { try self.hear(seconds, &$0) } }
        } onCancel: {
            kill()
        }
    }

    private func hear(_ seconds: Double, _ state: inout State) throws -> AgentReply {
        var deadline = Deadline(seconds: seconds)
        var patience = Patience.starvedExtensions
        var busy = processorSeconds
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            while let message = try Frame.unwrap(&state.agentBuffer) {
                let (identifier, reply) = try AgentReply.decode(message)
                // Late replies belong to nobody any more.
                if identifier == state.identifier { return reply }
            }
            send(&state)
            switch wait(
                for: process.agent, orRoom: !state.unsent.isEmpty, chatter: true, orEndOf: process.pidfd,
                until: deadline)
            {
            case .room: continue
            case .chatter: Self.drainConsole(of: process, &state)
            case .readable:
                let count = piece.withUnsafeMutableBytes { read(process.agent, $0.baseAddress, $0.count) }
                if count <= 0 { throw Self.ending(of: process, &state) }
                state.agentBuffer += piece[0..<count]
                Self.drainConsole(of: process, &state)
            case .ended:
                throw Self.ending(of: process, &state)
            case .deadline:
                Self.drainConsole(of: process, &state)
                guard patience > 0, try isStarved(&state, since: busy, for: seconds) else {
                    throw MachineError.deadline(waitingFor: Self.guest, seconds: seconds)
                }
                patience -= 1
                busy = processorSeconds
                deadline = Deadline(seconds: seconds)
            }
        }
    }

    /// What ``MachineError/deadline(waitingFor:seconds:)`` calls the agent and all that may keep it from answering.
    package static let guest = "the guest"

    /// Whether a machine that has work to do got less than a quarter of a processor for it since the host's busy time
    /// was `busy`, which is the host's fault and nobody else's.
    private func isStarved(_ state: inout State, since busy: Double, for seconds: Double) throws -> Bool {
        guard processorSeconds - busy < seconds / 4 else { return false }
        let text = try talk(&state) {
            try $0.execute(
                "human-monitor-command", "{\"command-line\":\"info registers -a\"}",
                deadline: Deadline(seconds: Patience.qemuCommand))
        }
        return Self.registers(in: text).contains { !$0.isHalted }
    }

    /// Sends what the socket takes. An agent that no longer reads must not hold up who waits for it.
    private func send(_ state: inout State) {
        while !state.unsent.isEmpty {
            let count = state.unsent.withUnsafeBytes {
                Glibc.send(process.agent, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            state.unsent.removeFirst(count)
        }
    }

    /// Everything that the console has said so far.
    package var console: String {
        state.withLock { state in
            Self.drainConsole(of: process, &state)
            return String(decoding: state.console, as: UTF8.self)
        }
    }

    /// What to say of a machine that is gone: whether its guest ended it, or it was lost.
    private static func ending(of process: QEMUProcess, _ state: inout State) -> MachineError {
        state.qmp.hearOut()
        let ending = process.end(within: state.qmp.isGuestsEnd == nil ? Patience.farewell : 0)
        state.qmp.hearOut()
        drainConsole(of: process, &state)
        let console = String(decoding: state.console, as: UTF8.self)
        switch (state.qmp.isGuestsEnd, ending) {
        case (true, _), (nil, .exited(0)): return .ended(console: console)
        case (false, _): return .lost(how: "it was told to")
        case (nil, .exited(let status)):
            return .lost(how: "exit status \(status); its last words: \(MachineError.lastWords(console))")
        case (nil, .signalled(let number)):
            return .lost(
                how: "signal \(number)" + (number == SIGKILL ? "; the host kills what it has no memory for" : ""))
        case (nil, .killed): return .lost(how: "it was stopped")
        }
    }

    /// Talks to QEMU.
    private func talk<Answer>(_ state: inout State, _ body: (inout QMPClient) throws -> Answer) throws -> Answer {
        do {
            return try body(&state.qmp)
        } catch is QMPClient.Gone {
            throw Self.ending(of: process, &state)
        }
    }

    private static func drainConsole(of process: QEMUProcess, _ state: inout State) {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes {
                read(process.console, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            if state.console.count < consoleLimit { state.console += piece[0..<count] }
        }
    }

    /// Carries out a QMP command.
    @discardableResult
    func qmp(_ command: String, _ arguments: String = "{}", seconds: Double = Patience.qemuCommand) throws -> String {
        try state.withLock { state in
            try talk(&state) { try $0.execute(command, arguments, deadline: Deadline(seconds: seconds)) }
        }
    }

    /// Lets the machine go on from the saved state of its devices.
    func resume() throws {
        try qmp("migrate-set-capabilities", "{\"capabilities\":[{\"capability\":\"events\",\"state\":true}]}")
        try qmp("migrate-incoming", "{\"uri\":\"fd:\(QEMUProcess.devices)\"}")
        try state.withLock { state in
            try talk(&state) { try $0.awaitMigration(deadline: Deadline(seconds: Patience.restore)) }
        }
        try qmp("cont")
    }

    /// Stops the machine and has QEMU write the state of its devices to a file. The command is Xen's in name only: it
    /// saves everything but memory, which the RAM file and its copies hold already.
    func saveDevices(to path: String) throws {
        try qmp("stop")
        do {
            try qmp("xen-save-devices-state", "{\"filename\":\(Self.quoted(path))}")
        } catch MachineError.qmp(_, let reason) {
            throw MachineError.file(path: path, reason: "cannot be written (\(reason)): is the disk full?")
        }
    }

    /// What this clone is now, for others to go on from; nil when that is too much to keep. Its agent has nothing to do
    /// meanwhile; nobody may ask it.
    package func checkpoint() async throws -> Checkpoint? {
        try await blocking { [self] in
            let devices = try DeviceState()
            try saveDevices(to: devices.path)
            let checkpoint = try Checkpoint(of: memory, devices: devices)
            try qmp("cont")
            return checkpoint
        }
    }

    private static func quoted(_ text: String) -> String {
        (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
