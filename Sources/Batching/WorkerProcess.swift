import CLinux
import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// A grader in a separate process, so that a submission that makes its grader fail spoils no other submission. The process
/// ends with this one, and its machines end with it.
final class WorkerProcess: Sendable {
    /// The process ended while an answer was awaited, or did not start; the last line of its log says why.
    struct Ended: Error, CustomStringConvertible {
        let words: String
        var description: String { "the worker ended: \(words)" }
    }

    private let pid: pid_t
    private let pidfd: Int32
    /// Orders go in here and answers come out.
    private let line: Int32
    private let log: String
    private let queue: DispatchQueue
    private let buffer = Mutex<[UInt8]>([])
    private let isReaped = Mutex(false)

    /// Starts the process; its error messages go into the file `log`.
    init(program: String, arguments: [String], log: String) throws(Ended) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Ended(words: "no file descriptors are left: raise their limit with `ulimit -n`")
        }
        let complaints = Glibc.open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer {
            close(ends[1])
            close(complaints)
        }
        var argv = ([program] + arguments).map { strdup($0) } + [nil]
        var envp = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pidfd: Int32 = -1
        let descriptors = [ends[1], ends[1], complaints]
        pid = clinux_spawn(program, &argv, &envp, descriptors, descriptors.count, &pidfd)
        self.pidfd = pidfd
        line = ends[0]
        self.log = log
        queue = DispatchQueue(label: "worker \(pid)")
        guard pid > 0 else {
            close(ends[0])
            throw Ended(words: String(cString: strerror(-pid)))
        }
    }

    deinit {
        kill()
        close(line)
        close(pidfd)
    }

    /// Grades one submission. When the task is cancelled the process ends.
    func carryOut(_ order: Order, doing: @escaping @Sendable (String) -> Void) async throws -> Outcome {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try self.exchange(order, doing) }) }
            }
        } onCancel: {
            // At the end of its input the process stops its work and ends its machines.
            shutdown(line, Int32(SHUT_RDWR))
            Glibc.kill(pid, SIGTERM)
        }
    }

    private func exchange(_ order: Order, _ doing: (String) -> Void) throws -> Outcome {
        try send(try order.line() + [0x0a])
        while true {
            guard let text = nextLine() else { throw Ended(words: lastWords) }
            switch try Answer(line: text) {
            case .doing(let what): doing(what)
            case .done(let outcome): return outcome
            }
        }
    }

    private func send(_ bytes: [UInt8]) throws(Ended) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(line, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Ended(words: lastWords) }
            sent += count
        }
    }

    private func nextLine() -> [UInt8]? {
        buffer.withLock { buffer in
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            var searched = 0
            while true {
                if let end = buffer[searched...].firstIndex(of: 0x0a) {
                    defer { buffer.removeSubrange(...end) }
                    return Array(buffer[..<end])
                }
                searched = buffer.count
                let count = piece.withUnsafeMutableBytes { read(line, $0.baseAddress, $0.count) }
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return nil }
                buffer += piece[..<count]
            }
        }
    }

    private var lastWords: String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }.map { String($0.prefix(300)) }
            ?? "no message"
    }

    /// Milliseconds that a worker has to end its machines before it is killed; they end with it either way.
    private static let farewell: Int32 = 5_000

    /// Lets the process end its machines, and kills it when that takes too long.
    func kill() {
        isReaped.withLock { isReaped in
            guard !isReaped else { return }
            isReaped = true
            shutdown(line, Int32(SHUT_RDWR))
            Glibc.kill(pid, SIGTERM)
            var ended = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
            if poll(&ended, 1, Self.farewell) <= 0 { _ = clinux_kill(pidfd) }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        }
    }
}
