import Dispatch
import Glibc
import Synchronization

/// Turns Ctrl-C and SIGTERM into a call, so that machines are ended in order. The second one ends the program at once, for
/// something that does not hear the first; its machines end with it.
final class Interrupt {
    private let sources: [any DispatchSourceSignal]

    private static let count = Mutex(0)
    private static let addressee = Mutex(Addressee.us)

    /// Whose Ctrl-C is.
    enum Addressee { case us, debugger }

    /// From now on Ctrl-C is for the grader, or for a program that has the terminal and hears it too.
    static func belongs(to other: Addressee) { addressee.withLock { $0 = other } }

    init(_ action: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if number == SIGINT, Self.addressee.withLock({ $0 == .debugger }) { return }
                let times = Self.count.withLock { count in
                    count += 1
                    return count
                }
                if times > 1 {
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
