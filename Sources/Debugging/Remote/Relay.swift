import Glibc
import Synchronization

/// Stands between gdb and QEMU's gdb server, passes on what they say, and answers by itself what gdb asks the `monitor`.
/// So a debugger needs one connection, no extension and no language of its own for the grader's words.
final class Relay: Sendable {
    /// What to answer to a line that was given to `monitor`: lines of text.
    enum Answer: Sendable, Hashable {
        /// Done.
        case said(String)
        /// Not done. In gdb, what would come after it is not done either.
        case refused(String)
    }

    private let server: String
    private let listener: Int32
    /// Becomes readable when there is something to do: a text to print, or the end.
    private let bell: (read: Int32, write: Int32)
    private let answer: @Sendable (String) -> Answer
    private let resumed: @Sendable (Relay) -> Void
    private let state = Mutex(State())

    private struct State {
        /// Texts that gdb is to print as soon as it waits for the machine.
        var texts: [String] = []
        var isRunning = false
        var isEnded = false
        /// Whether the next stop is one that the grader has brought about.
        var isStopOurs = false
    }

    /// A relay that waits for gdb, and goes on to QEMU.
    ///
    /// - Parameters:
    ///   - socket: the path at which gdb is waited for; it is made.
    ///   - server: the path at which QEMU waits.
    ///   - answer: answers what gdb asks, while the machine stands still.
    ///   - resumed: is told each time that the machine goes on.
    /// - Throws: ``DebuggingError``.
    init(
        at socket: String, to server: String, answer: @escaping @Sendable (String) -> Answer,
        resumed: @escaping @Sendable (Relay) -> Void
    ) throws(DebuggingError) {
        self.server = server
        self.answer = answer
        self.resumed = resumed
        listener = try UnixSocket.listening(at: socket)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            close(listener)
            throw .socket(socket, reason: String(cString: strerror(errno)))
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        bell = (ends[0], ends[1])
    }

    deinit {
        for descriptor in [listener, bell.read, bell.write] { close(descriptor) }
    }

    /// Has gdb print a text: at once while the machine runs, or else when it next goes on.
    func say(_ text: String) {
        state.withLock { $0.texts.append(text) }
        ring()
    }

    /// The next stop is the grader's doing, and no signal.
    func expectStop() { state.withLock { $0.isStopOurs = true } }

    /// Ends ``serve()``.
    func end() {
        state.withLock { $0.isEnded = true }
        ring()
    }

    private func ring() { _ = write(bell.write, [0], 1) }

    private var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Serves one debugger: waits until one connects, and passes everything on until it leaves, the machine ends, or
    /// ``end()`` is called. Blocks its thread.
    ///
    /// - Throws: ``DebuggingError``.
    func serve() throws(DebuggingError) {
        while Self.ready([listener, bell.read]).contains(bell.read) {
            if isEnded { return }
            // What is to be said waits for a debugger; the bell has done its work.
            quiet()
        }
        let debugger = accept(listener, nil, nil)
        guard debugger >= 0 else { return }
        defer { close(debugger) }
        _ = fcntl(debugger, F_SETFD, FD_CLOEXEC)
        let machine = try UnixSocket.connected(to: server)
        defer { close(machine) }
        var talk = Talk(debugger: debugger, machine: machine)
        while !isEnded {
            let ready = Self.ready([debugger, machine, bell.read])
            // What the machine says comes first: what is to be printed belongs before a stop.
            if ready.contains(bell.read) {
                quiet()
                speak(&talk)
            }
            if ready.contains(machine), !passBack(&talk) { break }
            if ready.contains(debugger), !passOn(&talk) { break }
        }
    }

    private func quiet() {
        var bytes = [UInt8](repeating: 0, count: 256)
        _ = bytes.withUnsafeMutableBytes { read(bell.read, $0.baseAddress, $0.count) }
    }

    private static func ready(_ descriptors: [Int32]) -> Set<Int32> {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&entries, nfds_t(entries.count), -1) < 0 && errno == EINTR {}
        return Set(entries.filter { $0.revents != 0 }.map(\.fd))
    }

    // MARK: - One debugger

    private struct Talk {
        let debugger, machine: Int32
        var fromDebugger = RemoteReader()
        var fromMachine = RemoteReader()
        /// Whether packets are acknowledged: until both sides agree that they are not.
        var isAcknowledging = true
        /// Acknowledgements that the debugger owes to the grader, and not to the machine.
        var owed = 0
        var asksForSilence = false
        /// Whether the machine was told to go on and has not acknowledged it: until then gdb takes any packet for noise.
        var isResuming = false
    }

    private static func piece(of descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    private func tell(_ message: RemoteMessage, _ talk: inout Talk) {
        if talk.isAcknowledging { talk.owed += 1 }
        _ = UnixSocket.send(message.bytes, to: talk.debugger)
    }

    /// Has gdb print what is to be said, where it listens.
    private func speak(_ talk: inout Talk) {
        let texts = state.withLock { state -> [String] in
            guard state.isRunning else { return [] }
            defer { state.texts = [] }
            return state.texts
        }
        for text in texts { tell(.output(text), &talk) }
    }

    /// From the debugger to the machine; false at the end.
    private func passOn(_ talk: inout Talk) -> Bool {
        guard let bytes = Self.piece(of: talk.debugger) else { return false }
        for message in talk.fromDebugger.messages(bytes) {
            if case .acknowledgement = message, talk.owed > 0 {
                talk.owed -= 1
                continue
            }
            if let question = message.question {
                if talk.isAcknowledging {
                    _ = UnixSocket.send(RemoteMessage.acknowledgement(isGood: true).bytes, to: talk.debugger)
                }
                switch answer(question) {
                case .said(let text):
                    if !text.isEmpty { tell(.output(text), &talk) }
                    tell(.packet("OK"), &talk)
                case .refused(let text):
                    tell(.output(text), &talk)
                    tell(.packet("E01"), &talk)
                }
                continue
            }
            if message.text == "QStartNoAckMode" { talk.asksForSilence = true }
            guard UnixSocket.send(message.bytes, to: talk.machine) else { return false }
            guard message.isResumption else { continue }
            talk.isResuming = true
            if !talk.isAcknowledging { begin(&talk) }
        }
        return true
    }

    /// The machine goes on, and gdb waits for what it says.
    private func begin(_ talk: inout Talk) {
        talk.isResuming = false
        state.withLock { $0.isRunning = true }
        resumed(self)
        speak(&talk)
    }

    /// From the machine to the debugger; false at the end.
    private func passBack(_ talk: inout Talk) -> Bool {
        guard let bytes = Self.piece(of: talk.machine) else { return false }
        for message in talk.fromMachine.messages(bytes) {
            var message = message
            if message.isStop {
                let isOurs = state.withLock { state in
                    defer { state.isStopOurs = false }
                    return state.isStopOurs && state.isRunning
                }
                speak(&talk)
                state.withLock { $0.isRunning = false }
                // SIGINT, 2, is what QEMU says of every stop that is no breakpoint's; 0 is no signal.
                if isOurs, message.text.hasPrefix("T02") { message = .packet("T00" + message.text.dropFirst(3)) }
            }
            guard UnixSocket.send(message.bytes, to: talk.debugger) else { return false }
            if talk.isResuming, message == .acknowledgement(isGood: true) { begin(&talk) }
            if talk.asksForSilence, message.text == "OK" {
                talk.asksForSilence = false
                talk.isAcknowledging = false
            }
        }
        return true
    }
}
