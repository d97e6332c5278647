import Glibc
import Synchronization

/// The user's terminal: progress on standard error while something runs, colours when they are wanted.
enum Terminal {
    /// Whether standard output takes colours (https://no-color.org).
    static var isColoured: Bool { isatty(1) == 1 && getenv("NO_COLOR") == nil && !isDumb }
    private static var isDumb: Bool { getenv("TERM").map { String(cString: $0) == "dumb" } ?? true }

    /// Columns of standard output, 80 when it is no terminal.
    static var width: Int { min(columns(of: 1), 100) }

    /// Columns of the terminal behind a descriptor, 80 when it is none.
    static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// One line on standard error.
    static func complain(_ text: String) { write("grader: \(text)\n", to: 2) }

    /// Standard output.
    static func say(_ text: String) { write(text, to: 1) }

    static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            sent += count
        }
    }
}

/// What is being done, on one line that is drawn over; nothing where standard error is no terminal.
final class Progress: Sendable {
    private let isLive = isatty(2) == 1
    private let start = ContinuousClock.now

    func show(_ text: String) {
        guard isLive else { return }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let tenths = (seconds * 10).rounded() / 10
        Terminal.write("\r\u{1b}[K\(tenths) s  \(text.prefix(66))", to: 2)
    }

    func clear() { if isLive { Terminal.write("\r\u{1b}[K", to: 2) } }
}
