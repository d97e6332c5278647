import Dispatch
import Foundation
import Synchronization

/// A program on a terminal of its own, as a person has it: what is typed reaches it as keys, Ctrl-C as a signal.
package final class PseudoTerminal: Sendable {
    private let master: Int32
    private let slave: Int32
    private let child: pid_t
    private let state = Mutex(State())

    private struct State {
        /// What was printed and not awaited yet, without the sequences that move and colour.
        var open = ""
        /// Everything that was printed.
        var all = [UInt8]()
        var isEnded = false
    }

    package struct Failure: Error { package let what: String }

    /// Starts a program on a terminal of so many columns and rows.
    package init(
        _ path: String, _ arguments: [String], columns: UInt16 = 80, rows: UInt16 = 24,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        var ends: (master: Int32, slave: Int32) = (-1, -1)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&ends.master, &ends.slave, nil, nil, &size) == 0, let name = ttyname(ends.slave) else {
            throw Failure(what: "there is no pseudo-terminal")
        }
        (master, slave) = ends
        for end in [master, slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var (attributes, actions) = (posix_spawnattr_t(), posix_spawn_file_actions_t())
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        // The first terminal that the leader of a session opens is its own.
        posix_spawnattr_setflags(&attributes, Int16(0x80))  // POSIX_SPAWN_SETSID
        posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
        for descriptor: Int32 in 1...2 { posix_spawn_file_actions_adddup2(&actions, 0, descriptor) }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, &words, &variables)
        guard code == 0 else { throw Failure(what: "\(path): \(String(cString: strerror(code)))") }
        child = pid
    }

    deinit {
        if !state.withLock({ $0.isEnded }) {
            kill(child, SIGKILL)
            waitpid(child, nil, 0)
        }
        close(slave)
        close(master)
    }

    /// Types text.
    package func type(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
    }

    /// Sends a signal to the program alone.
    package func signal(_ number: Int32) { kill(child, number) }

    /// Waits until a text is printed that was not awaited yet.
    ///
    /// - Throws: ``Failure`` with the last that was printed, after so many seconds.
    package func wait(for text: String, seconds: Double = 60) async throws {
        try await blocking { [self] in
            let end = ContinuousClock.now + .seconds(seconds)
            while !found(text) {
                guard read(until: end) else {
                    let open = state.withLock { $0.open.suffix(2000) }
                    throw Failure(what: "“\(text)” did not come; what did: \(open)")
                }
            }
        }
    }

    /// Waits for the program's end: its status as a shell says it.
    package func end(seconds: Double = 60) async throws -> Int32 {
        try await blocking { [self] in
            let end = ContinuousClock.now + .seconds(seconds)
            var status: Int32 = 0
            while waitpid(child, &status, WNOHANG) == 0 {
                guard ContinuousClock.now < end else { throw Failure(what: "it did not end") }
                _ = read(until: min(end, ContinuousClock.now + .milliseconds(50)))
            }
            while read(until: .now) {}
            state.withLock { $0.isEnded = true }
            return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
        }
    }

    /// How the terminal takes keys, as `stty -a` tells it in numbers.
    package var settings: [UInt32] {
        var settings = termios()
        tcgetattr(slave, &settings)
        return [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag]
    }

    /// Everything that was printed so far, as it came.
    package var printed: String { state.withLock { String(decoding: $0.all, as: UTF8.self) } }

    private func found(_ text: String) -> Bool {
        state.withLock { state in
            guard let range = state.open.range(of: text) else { return false }
            state.open = String(state.open[range.upperBound...])
            return true
        }
    }

    /// Takes what is printed next; false where nothing is before the deadline.
    private func read(until end: ContinuousClock.Instant) -> Bool {
        var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        let left = max((end - .now) / .milliseconds(1), 0)
        guard poll(&entry, 1, Int32(left)) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = Foundation.read(master, &buffer, buffer.count)
        guard count > 0 else { return false }
        state.withLock { state in
            state.all += buffer[..<count]
            state.open += String(decoding: buffer[..<count], as: UTF8.self)
                .replacing(/\u{1b}\[[0-9;?]*[A-Za-z]/, with: "")
        }
        return true
    }

    private func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
        }
    }
}
