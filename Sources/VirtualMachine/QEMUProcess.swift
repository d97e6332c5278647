import CLinux
import Glibc
import Synchronization

/// The process that is the machine, and our ends of its three connections: QMP, agent, console. None has a name in a file
/// system, so nothing is left when the process ends, and it ends with the grader.
///
/// The console is a pipe, because the serial port writes each byte alone: a socket is full after some 270 such writes, a
/// pipe after 65,536.
final class QEMUProcess: Sendable {
    let pid: pid_t
    let pidfd: Int32
    /// Commands to QEMU, and its answers.
    let qmp: Int32
    let agent: Int32
    let console: Int32
    private let ending = Mutex<Ending?>(nil)

    /// How it ended.
    enum Ending: Sendable, Hashable {
        /// With an exit status: 0 when the guest powered off, panicked or reset, and also after SIGTERM.
        case exited(Int32)
        /// By a signal that another process sent.
        case signalled(Int32)
        /// By this grader, or in an unknown way.
        case killed
    }

    static let program = "/usr/bin/qemu-system-x86_64"

    /// The descriptor by which a clone finds the saved state of its devices.
    static let devices: Int32 = 5

    /// Starts QEMU; a clone reads the saved state of its devices from the file `devices`.
    init(arguments: [String], devices: String?) throws(MachineError) {
        guard access(Self.program, X_OK) == 0 else {
            throw .noQEMU("\(Self.program) is missing: install the package qemu-system-x86")
        }
        var opened: [Int32] = []
        func pair() -> (Int32, Int32) {
            var ends: [Int32] = [-1, -1]
            if socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 {
                opened += ends
            }
            return (ends[0], ends[1])
        }
        func closeAll() { for descriptor in opened { close(descriptor) } }
        let (qmp, qmpGuest) = pair()
        let (agent, agentGuest) = pair()
        var pipe: [Int32] = [-1, -1]
        if clinux_pipe(&pipe) == 0 { opened += pipe }
        let (console, consoleGuest) = (pipe[0], pipe[1])
        guard opened.count == 6, fcntl(console, F_SETFL, O_NONBLOCK) == 0 else {
            closeAll()
            throw .noQEMU("no file descriptors are left: raise their limit with `ulimit -n`")
        }
        var state: [Int32] = []
        if let devices {
            state = [open(devices, O_RDONLY | O_CLOEXEC)]
            guard state != [-1] else {
                let reason = String(cString: strerror(errno))
                closeAll()
                throw .file(path: devices, reason: reason)
            }
        }
        var argv = ([Self.program] + arguments).map { strdup($0) } + [nil]
        var envp = [strdup("PATH=/usr/bin:/bin"), strdup("LANG=C"), nil]
        defer { for text in argv + envp { free(text) } }
        var pidfd: Int32 = -1
        let descriptors = [qmpGuest, qmpGuest, consoleGuest, agentGuest, consoleGuest] + state
        let pid = clinux_spawn(Self.program, &argv, &envp, descriptors, descriptors.count, &pidfd)
        for descriptor in [qmpGuest, agentGuest, consoleGuest] + state { close(descriptor) }
        guard pid > 0, pidfd >= 0 else {
            for descriptor in [qmp, agent, console] { close(descriptor) }
            throw .noQEMU(String(cString: strerror(-pid)))
        }
        self.pid = pid
        self.pidfd = pidfd
        self.qmp = qmp
        self.agent = agent
        self.console = console
    }

    /// Ends the machine at once and waits until it is gone; may be called twice.
    func kill() { _ = end(within: 0) }

    /// Waits for the end of the process for at most `seconds`, kills it then, and returns how it ended.
    func end(within seconds: Double) -> Ending {
        var entry = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
        let deadline = Deadline(seconds: seconds)
        // Without the lock, so that another thread that kills the process ends this wait.
        while poll(&entry, 1, deadline.milliseconds) < 0 && errno == EINTR {}
        let hasEnded = entry.revents != 0
        return ending.withLock { ending in
            if let ending { return ending }
            _ = clinux_kill(pidfd)
            var status: Int32 = 0
            var result: pid_t
            repeat { result = waitpid(pid, &status, 0) } while result < 0 && errno == EINTR
            let found: Ending =
                if result < 0 || !hasEnded {
                    .killed
                } else if status & 0x7f == 0 {
                    // wait(2): the signal is in the low seven bits, the exit status in the byte above.
                    .exited(status >> 8 & 0xff)
                } else {
                    .signalled(status & 0x7f)
                }
            ending = found
            return found
        }
    }

    deinit {
        kill()
        for descriptor in [pidfd, qmp, agent, console] { close(descriptor) }
    }
}
