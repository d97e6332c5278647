import Dispatch
import Glibc
import Synchronization
import WatchLoop

/// A program that has the terminal for a while.
struct Companion {
    /// The program and its arguments.
    let line: [String]

    /// The command line of a companion; `places` are folders that its program may be in, before those of PATH.
    init(_ companion: WatchEffect.Companion, places: [String], folder: String) {
        func path(_ name: String) -> String {
            places.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 } ?? name
        }
        func named(_ check: String?) -> [String] { check.map { ["--check", $0] } ?? [] }
        line =
            switch companion {
            case .lesson(let id): [path("walkthrough"), "lesson", id]
            case .debug(let check): [path("grader"), "debug", folder] + named(check)
            case .shell(let check): [path("grader"), "shell", folder] + named(check)
            }
    }

    /// Runs it to its end; why it could not be started, otherwise nil. Meanwhile Ctrl-C is for that program alone.
    func run() async -> String? {
        await Interrupt.ignored {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async { continuation.resume(returning: spawn()) }
            }
        }
    }

    private func spawn() -> String? {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals are as in a program that a shell starts: this one has changed what they do.
        var (defaults, none) = (sigset_t(), sigset_t())
        sigemptyset(&defaults)
        sigemptyset(&none)
        for number in [SIGINT, SIGTERM, SIGQUIT, SIGPIPE, SIGTSTP, SIGCONT, SIGWINCH] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments = line.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var child: pid_t = 0
        let code = posix_spawnp(&child, line[0], nil, &attributes, arguments, environ)
        guard code == 0 else {
            let name = line[0].split(separator: "/").last.map(String.init) ?? line[0]
            return "\(name) cannot be started: \(String(cString: strerror(code)))"
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return nil
    }
}
