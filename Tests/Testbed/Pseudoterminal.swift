import Dispatch
import Glibc
import Synchronization

/// A terminal without a window: what a program writes to it can be read, and keys can be typed on it.
package final class Pseudoterminal: Sendable {
    /// The side that programs see.
    package let terminal: Int32
    private let keyboard: Int32
    private let shown = Mutex("")
    private let queue = DispatchQueue(label: "pseudoterminal")

    /// TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h, which have no names in Swift.
    private static let (unlock, askNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

    /// The terminal was not shown what was waited for.
    package struct NotShown: Error, CustomStringConvertible {
        package let description: String
    }

    package init(columns: UInt16 = 80, rows: UInt16 = 24) throws {
        keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (number, lock): (UInt32, Int32) = (0, 0)
        guard keyboard >= 0, ioctl(keyboard, Self.unlock, &lock) == 0, ioctl(keyboard, Self.askNumber, &number) == 0
        else { throw NotShown(description: "no pseudoterminal: errno \(errno)") }
        terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    }

    deinit {
        close(keyboard)
        close(terminal)
    }

    /// Types keys, as a terminal sends them.
    package func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = write(keyboard, bytes, bytes.count)
    }

    /// Waits until the terminal has been shown this text since the last call, and returns all that was shown up to its end.
    package func shown(_ text: String, within seconds: Double = 60) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.wait(for: text, seconds) }) }
        }
    }

    private func wait(for text: String, _ seconds: Double) throws -> String {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let found: String? = shown.withLock { shown in
                guard let place = shown.firstRange(of: text) else { return nil }
                defer { shown = String(shown[place.upperBound...]) }
                return String(shown[..<place.upperBound])
            }
            if let found { return found }
            let left = (end - .now) / .milliseconds(1)
            var file = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
            var bytes = [UInt8](repeating: 0, count: 4096)
            guard left > 0, poll(&file, 1, Int32(left) + 1) > 0 else {
                throw NotShown(
                    description: "“\(text)” is not on the terminal: \(shown.withLock { $0 }.debugDescription)")
            }
            let count = read(keyboard, &bytes, bytes.count)
            guard count > 0 else { throw NotShown(description: "the terminal is gone before “\(text)”") }
            shown.withLock { $0 += String(decoding: bytes[..<count], as: UTF8.self) }
        }
    }
}
