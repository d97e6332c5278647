package import AgentProtocol
import Glibc
import Paging
import Synchronization

/// A running disposable machine. It ends when the last reference to it does.
package final class Machine: Sendable {
    /// The configuration that it was started with.
    package let configuration: MachineConfiguration
    /// Its physical memory, read from outside.
    package let memory: GuestMemory

    let process: QEMUProcess
    let state: Mutex<State>

    struct State {
        var qmp: QMPClient
        var agentBuffer: ArraySlice<UInt8> = []
        /// Bytes of requests that the socket to the agent has no room for yet.
        var unsent: [UInt8] = []
        var console: [UInt8] = []
        var requests = OpenRequests()
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
                _ = try $0.qmp.execute(.queryStatus, deadline: Deadline(seconds: Patience.qemuStart))
            }
        } catch is QMPClient.Gone {
            throw state.withLock { Self.ending(of: process, &$0) }
        }
        memory = try GuestMemory(
            pid: process.pid, ram: ram, size: configuration.memory, low: configuration.low ?? configuration.memory)
    }

    /// Lets the machine run until its agent sends something, or for a while.
    func run(forMilliseconds milliseconds: Int32) async throws {
        try await blocking { [process] in
            _ = wait(for: process.agent, orEndOf: process.pidfd, until: Deadline(seconds: Double(milliseconds) / 1000))
        }
    }

    /// The room that it takes, while it runs.
    let stay = Mutex<MachineStay?>(nil)

    /// Ends the machine at once.
    package func kill() {
        let left = stay.withLock { stay in
            defer { stay = nil }
            return stay
        }
        // What it has is known only while it runs.
        left?.room.left(configuration, bytes: privateBytes)
        process.kill()
        // The ticket goes back when nothing of the machine is in memory any more.
        withExtendedLifetime(left) {}
    }

    /// The process identifier of QEMU on the host.
    package var hostProcess: Int32 { process.pid }

    /// Sends the agent a request and waits for the reply, at most `seconds` of the host's time; longer where the host is so
    /// busy that the machine does not get its processors (``isStarved(_:since:for:)``).
    ///
    /// - Throws: ``MachineError``. After `.ended` or `.lost` the machine has ended; after `.deadline` ``keepWaiting(seconds:)``
    ///   goes on waiting. Cancelling the task ends the machine too.
    package func ask(_ request: AgentRequest, seconds: Double = Patience.answer) async throws -> AgentReply {
        try await withTaskCancellationHandler {
            try await blocking { try self.state.withLock { try self.ask(request, seconds, &$0) } }
        } onCancel: {
            kill()
        }
    }

    private func ask(_ request: AgentRequest, _ seconds: Double, _ state: inout State) throws -> AgentReply {
        state.unsent += Frame.wrap(request.encoded(identifier: state.requests.draw()))
        return try receive(seconds, &state)
    }

    /// Goes on waiting for the answer to the last request, after a deadline.
    ///
    /// - Throws: as ``ask(_:seconds:)``.
    package func keepWaiting(seconds: Double) async throws -> AgentReply {
        try await withTaskCancellationHandler {
            try await blocking { try self.state.withLock { try self.receive(seconds, &$0) } }
        } onCancel: {
            kill()
        }
    }

    private func receive(_ seconds: Double, _ state: inout State) throws -> AgentReply {
        var deadline = Deadline(seconds: seconds)
        // What comes without an end is not waited for either.
        let last = Deadline(seconds: seconds * Double(Patience.starvedExtensions + 1))
        var patience = Patience.starvedExtensions
        var busy = processorSeconds
        // Not cleared: most answers are short, and there are hundreds of them a submission.
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 1)
        defer { piece.deallocate() }
        var received = 0
        while true {
            if let reply = try Self.reply(&state) { return reply }
            send(&state)
            switch wait(
                for: process.agent, orRoom: !state.unsent.isEmpty, chatter: true, orEndOf: process.pidfd,
                until: deadline)
            {
            case .room: continue
            case .chatter:
                Self.drainConsole(of: process, &state)
                try requireAwake(&state)
            case .readable:
                let count = read(process.agent, piece.baseAddress, piece.count)
                if count <= 0 { throw Self.ending(of: process, &state) }
                state.agentBuffer += piece[0..<count]
                Self.drainConsole(of: process, &state)
                received += count
                if received > AgentLimits.answer || last.milliseconds == 0 {
                    throw MachineError.unreadable(.endless)
                }
            case .ended:
                throw Self.ending(of: process, &state)
            case .deadline:
                Self.drainConsole(of: process, &state)
                guard try isStarved(&state, since: busy, for: seconds) else {
                    throw MachineError.deadline(waitingFor: .guest, seconds: seconds)
                }
                guard patience > 0 else { throw MachineError.starved(waitingFor: .guest) }
                patience -= 1
                busy = processorSeconds
                deadline = Deadline(seconds: seconds)
            }
        }
    }

    /// The reply to the last request, if it has come; late ones to earlier requests are dropped.
    static func reply(_ state: inout State) throws(MachineError) -> AgentReply? {
        while true {
            let (identifier, reply): (UInt32, AgentReply)
            do {
                guard let message = try Frame.unwrap(&state.agentBuffer) else { return nil }
                (identifier, reply) = try AgentReply.decode(message)
            } catch { throw .unreadable(error) }
            switch state.requests.take(identifier) {
            case .answer: return reply
            case .late, .misunderstood: continue
            case .foreign: throw .foreignReply
            }
        }
    }

    /// - Throws: that the guest has suspended the machine. Any other end is noticed where the lines to QEMU are closed: until
    ///   then the console may have more to say.
    func requireAwake(_ state: inout State) throws(MachineError) {
        try? state.qmp.readEvents()
        if state.qmp.isSuspended { throw Self.ending(of: process, &state) }
    }

    /// Whether a machine that has work to do got less than a quarter of a processor for it in `seconds`, since it had used
    /// `busy` processor seconds. That is the host's fault, not the guest's.
    private func isStarved(_ state: inout State, since busy: Double, for seconds: Double) throws -> Bool {
        // What was suspended uses no processor either.
        try requireAwake(&state)
        guard processorSeconds - busy < seconds / 4 else { return false }
        let text = try talk(&state) {
            try $0.execute(
                .registers,
                deadline: Deadline(seconds: Patience.qemuCommand))
        }
        return Self.registers(in: text).contains { !$0.isHalted }
    }

    /// Sends as much as the socket takes. An agent that no longer reads must not block the host.
    func send(_ state: inout State) {
        while !state.unsent.isEmpty {
            let count = state.unsent.withUnsafeBytes {
                Glibc.send(process.agent, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            state.unsent.removeFirst(count)
        }
    }

    /// Whether a message has begun to come and its rest is missing.
    package var isInMessage: Bool { state.withLock { !$0.agentBuffer.isEmpty } }

    /// The text of the console so far.
    package var console: String {
        state.withLock { state in
            Self.drainConsole(of: process, &state)
            return String(decoding: state.console, as: UTF8.self)
        }
    }

    /// The error for a machine that is gone: whether its guest ended it, or it was lost.
    static func ending(of process: QEMUProcess, _ state: inout State) -> MachineError {
        state.qmp.drain()
        if state.qmp.isSuspended {
            process.kill()
            drainConsole(of: process, &state)
            return .suspended(console: String(decoding: state.console, as: UTF8.self))
        }
        let ending = process.end(within: state.qmp.isGuestsEnd == nil ? Patience.farewell : 0)
        state.qmp.drain()
        drainConsole(of: process, &state)
        let console = String(decoding: state.console, as: UTF8.self)
        switch (state.qmp.isGuestsEnd, ending) {
        case (true, _), (nil, .exited(0)): return .ended(console: console)
        case (false, _): return .lost(how: "the host ended it")
        case (nil, .exited(let status)):
            return .failed(how: "exit status \(status); its last words: \(MachineError.lastWords(console))")
        // What QEMU does to itself where it finds a state that it takes for impossible, or makes a mistake of its own.
        case (nil, .signalled(let number)) where [SIGABRT, SIGSEGV, SIGILL, SIGFPE, SIGTRAP].contains(number):
            return .failed(how: "signal \(number)")
        case (nil, .signalled(let number)):
            return .lost(how: "signal \(number)" + (Self.senders[number].map { "; \($0) does that" } ?? ""))
        case (nil, .killed): return .lost(how: "the grader stopped it")
        }
    }

    /// What on a host ends a process by a signal.
    private static let senders: [Int32: String] = [
        SIGKILL: "a host, or a container, without free memory",
        SIGXCPU: "a limit on processor time (`ulimit -t`)",
        SIGXFSZ: "a limit on the size of files (`ulimit -f`)",
        SIGBUS: "a disk that is full or fails, under the cache,",
        SIGABRT: "a limit on memory or processes (`ulimit -v`, `ulimit -u`)",
    ]

    /// Runs `body` with the connection to QEMU, and says why the machine is gone when it is.
    private func talk<Answer>(_ state: inout State, _ body: (inout QMPClient) throws -> Answer) throws -> Answer {
        let busy = processorSeconds
        do {
            return try body(&state.qmp)
        } catch is QMPClient.Gone {
            throw Self.ending(of: process, &state)
        } catch MachineError.deadline(let what, let seconds) where processorSeconds - busy < seconds / 4 {
            throw MachineError.starved(waitingFor: what)
        }
    }

    static func drainConsole(of process: QEMUProcess, _ state: inout State) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { piece.deallocate() }
        while true {
            let count = read(process.console, piece.baseAddress, piece.count)
            guard count > 0 else { return }
            if state.console.count < consoleLimit { state.console += piece[0..<count] }
        }
    }

    /// Carries out a QMP command.
    @discardableResult
    func qmp(_ command: QMPCommand) throws -> String {
        try state.withLock { state in
            try talk(&state) { try $0.execute(command, deadline: Deadline(seconds: Patience.qemuCommand)) }
        }
    }

    /// Lets the machine go on from the saved state of its devices.
    func resume() throws {
        try qmp(.reportMigration)
        try qmp(.restoreDevices(from: QEMUProcess.devices))
        try state.withLock { state in
            try talk(&state) { try $0.awaitMigration(deadline: Deadline(seconds: Patience.restore)) }
        }
        try qmp(.cont)
    }

    /// Stops the machine for good and has QEMU write the state of its devices to a file.
    func freeze(to path: String) throws {
        try qmp(.stop)
        try saveDevices(to: path)
    }

    /// Has QEMU write the state of the devices of a stopped machine to a file.
    private func saveDevices(to path: String) throws {
        do {
            try qmp(.saveDevices(to: path))
        } catch MachineError.qmp(_, let reason) {
            throw MachineError.file(path: path, reason: "cannot be written (\(reason)): is the disk full?")
        }
    }

    /// The state of this clone, from which other clones can go on; nil when that is too much to keep. The agent must have
    /// nothing to do, and no request may be sent to it at the same time.
    package func checkpoint() async throws -> Checkpoint? {
        try await blocking { [self] in
            let devices = try DeviceState()
            return try whileStopped {
                try saveDevices(to: devices.path)
                return try Checkpoint(of: memory, devices: devices)
            }
        }
    }

    /// Runs `body` while nothing in the guest moves. The machine goes on afterwards, also when `body` throws.
    func whileStopped<Value>(_ body: () throws -> Value) throws -> Value {
        try qmp(.stop)
        let result = Result(catching: body)
        do { try qmp(.cont) } catch {
            // The first error is the cause of the second.
            _ = try result.get()
            throw error
        }
        return try result.get()
    }
}
