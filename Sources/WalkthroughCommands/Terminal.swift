import Glibc
import Pictures
import Synchronization

/// The user's terminal.
enum Terminal {
    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Whether standard output takes colours (https://no-color.org).
    private static var isColoured: Bool {
        isatty(1) == 1 && (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") ?? "dumb" != "dumb"
    }

    /// Columns: COLUMNS where it is set, else the terminal's, else 80; never more than 100, for lines are read.
    private static var width: Int {
        if let columns = variable("COLUMNS").flatMap({ Int($0) }), columns > 0 { return min(columns, 100) }
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return min(Int(size.ws_col), 100)
    }

    /// Lines and arrows where the locale's encoding has them.
    private static var hasLines: Bool {
        let locale = variable("LC_ALL") ?? variable("LC_CTYPE") ?? variable("LANG") ?? ""
        let encoding = locale.lowercased()
        return encoding.hasSuffix("utf-8") || encoding.hasSuffix("utf8")
    }

    /// What standard output can show.
    static var canvas: Canvas { Canvas(width: width, isColoured: isColoured, hasLines: hasLines) }

    /// Whether somebody sits in front of it and may be asked.
    static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }

    /// One line on standard error.
    static func complain(_ text: String) { write("walkthrough: \(text)\n", to: 2) }

    /// Lines on standard output.
    static func say(_ lines: [String]) { write(lines.map { $0 + "\n" }.joined(), to: 1) }

    /// Text on standard output.
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

/// What is being done, on one line of standard error that is drawn over; whole lines where that is no terminal and it takes
/// long enough to wonder.
final class Activity: Sendable {
    private let isLive = isatty(2) == 1
    private let start = ContinuousClock.now

    func show(_ text: String) {
        let tenths = ((ContinuousClock.now - start) / .seconds(0.1)).rounded() / 10
        if isLive {
            Terminal.write("\r\u{1b}[K\(tenths) s  \(text.prefix(66))", to: 2)
        } else if tenths >= 1 || text.hasPrefix("booting") || text.hasPrefix("fetching") {
            Terminal.write("\(tenths) s  \(text)\n", to: 2)
        }
    }

    func clear() { if isLive { Terminal.write("\r\u{1b}[K", to: 2) } }
}
