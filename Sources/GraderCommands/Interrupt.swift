import Dispatch
import Glibc
import Synchronization
import WatchLoop

/// Turns Ctrl-C and SIGTERM into a call, so that machines are ended in order. The second one ends the program at once, for
/// something that does not hear the first; its machines end with it.
final class Interrupt {
    private let sources: [any DispatchSourceSignal]

    private static let count = Mutex(0)
    /// What Ctrl-C does instead, while something is carried out that it ends alone.
    private static let redirection = Mutex<(@Sendable () -> Void)?>(nil)

    /// Carries `body` out, while which another program has the terminal and hears Ctrl-C: we do not.
    static func ignored<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        try await redirected(to: {}, body)
    }

    /// Carries `body` out; Ctrl-C meanwhile calls `action`, as often as it is pressed, and nothing else.
    static func redirected<Value>(
        to action: @escaping @Sendable () -> Void, _ body: () async throws -> Value
    ) async rethrows -> Value {
        redirection.withLock { $0 = action }
        defer { redirection.withLock { $0 = nil } }
        return try await body()
    }

    init(_ action: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if number == SIGINT, let redirected = Self.redirection.withLock({ $0 }) { return redirected() }
                let times = Self.count.withLock { count in
                    count += 1
                    return count
                }
                if times > 1 {
                    ScreenTerminal.giveBack()
                    Terminal.complain("interrupted twice: ended at once; what was finished before is kept")
                    _exit(130)
                }
                action()
            }
            source.resume()
            return source
        }
    }
}
