import CLinux
import Dispatch
import Glibc

/// Standard input while it is listened to: what is typed, and its end.
package final class Keyboard: Sendable {
    /// What is told.
    package enum News: Sendable, Hashable {
        /// Characters were typed.
        case typed(String)
        /// There is nothing more to come.
        case ended
    }

    /// Closed to end the thread that waits.
    private let stop: Int32
    private let queue = DispatchQueue(label: "mtest.keyboard")

    /// Begins to listen; `tell` is called for each news, on a thread of its own. Nil where the system has no descriptor left.
    package init?(tell: @escaping @Sendable (News) -> Void) {
        var ends: [Int32] = [0, 0]
        guard clinux_pipe(&ends) == 0 else { return nil }
        stop = ends[1]
        let end = ends[0]
        queue.async {
            Self.wait(until: end, tell)
            close(end)
        }
    }

    /// Stops to listen: once this returns, nothing is read any more, and another program may.
    package func cease() {
        close(stop)
        queue.sync {}
    }

    private static func wait(until end: Int32, _ tell: (News) -> Void) {
        var entries = [
            pollfd(fd: 0, events: Int16(POLLIN), revents: 0), pollfd(fd: end, events: Int16(POLLIN), revents: 0),
        ]
        var buffer = [UInt8](repeating: 0, count: 256)
        while true {
            let count = poll(&entries, 2, -1)
            if count < 0, errno == EINTR { continue }
            guard count > 0, entries[1].revents == 0 else { return }
            let read = buffer.withUnsafeMutableBytes { Glibc.read(0, $0.baseAddress, $0.count) }
            if read < 0, errno == EINTR || errno == EAGAIN { continue }
            guard read > 0 else { return tell(.ended) }
            tell(.typed(String(decoding: buffer[..<read], as: UTF8.self)))
        }
    }
}
