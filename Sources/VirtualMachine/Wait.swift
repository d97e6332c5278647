import Dispatch
import Glibc

/// A moment after which waiting is over, on the host's monotonic clock.
package struct Deadline: Sendable {
    private let end: ContinuousClock.Instant

    /// Seconds from its making to its end.
    let seconds: Double

    /// A moment in the future, `seconds` from now.
    package init(seconds: Double) {
        self.seconds = seconds
        end = .now + .seconds(seconds)
    }

    /// Milliseconds that are left, at least 0.
    var milliseconds: Int32 {
        let left = (end - .now) / .milliseconds(1)
        return left <= 0 ? 0 : Int32(min(left.rounded(.up), 1e9))
    }
}

/// What ended a wait.
enum Event { case readable, room, chatter, ended, deadline }

/// Waits for bytes on a descriptor or for the end of a process. Bytes come first: those sent before the end count.
///
/// `orRoom` waits also for room to send on the descriptor.
///
/// `chatter` ends the wait after ``Patience/consoleInterval``, so that the console's pipe can be emptied: a guest that
/// prints without end would wait for its reader. The pipe itself is not waited for, since each byte would end the wait.
func wait(
    for descriptor: Int32, orRoom: Bool = false, chatter: Bool = false, orEndOf pidfd: Int32, until deadline: Deadline
) -> Event {
    while true {
        let left = deadline.milliseconds
        let isInterrupted = chatter && left > Patience.consoleInterval
        var entries = [
            pollfd(fd: descriptor, events: Int16(orRoom ? POLLIN | POLLOUT : POLLIN), revents: 0),
            pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0),
        ]
        let result = poll(&entries, 2, isInterrupted ? Patience.consoleInterval : left)
        if result == 0 { return isInterrupted ? .chatter : .deadline }
        if result < 0 {
            if errno == EINTR { continue }
            return .ended
        }
        if entries[0].revents & Int16(POLLIN) != 0 { return .readable }
        if entries[1].revents != 0 { return .ended }
        if entries[0].revents == Int16(POLLOUT) { return .room }
        if entries[0].revents != 0 { return .ended }
    }
}

/// Runs blocking work off the cooperative threads.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
    }
}
