import Console
import Glibc
import Pictures
import Words

/// What the walkthrough writes: lessons on standard output, progress and complaints on standard error.
enum Terminal {
    /// Lines and arrows where the locale's encoding has them.
    private static var hasLines: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(ConsoleStream.variable).first ?? ""
        let encoding = locale.lowercased()
        return encoding.hasSuffix("utf-8") || encoding.hasSuffix("utf8")
    }

    /// What standard output can show.
    static var canvas: Canvas {
        Canvas(
            width: ConsoleStream.output.textWidth, isColoured: ConsoleStream.output.isColoured, hasLines: hasLines)
    }

    /// Whether a person reads the output and can answer questions.
    static var isInteractive: Bool { ConsoleStream.input.isTerminal && ConsoleStream.output.isTerminal }

    /// One line on standard error.
    static func complain(_ text: String) { ConsoleStream.errors.write("walkthrough: \(text)\n") }

    /// Lines on standard output.
    static func say(_ lines: [String]) { say(lines.map { $0 + "\n" }.joined()) }

    /// Text on standard output. What cannot be written, for example to a full disk, ends the program with status 3: a
    /// status of 0 would say that all went well.
    static func say(_ text: String) {
        guard let code = ConsoleStream.output.write(text) else { return }
        complain("make room, then give the command again: the output cannot be written (\(errnoName(code)))")
        exit(3)
    }

    /// Rows of standard output; nil where it is no terminal, or one on which nothing but lines can be written.
    static var rows: Int? {
        guard isInteractive, (ConsoleStream.variable("TERM") ?? "dumb") != "dumb" else { return nil }
        if let wanted = ConsoleStream.variable("LINES").flatMap({ Int($0) }), wanted > 0 { return wanted }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }
}

/// What is being done, on one line of standard error that is drawn over; whole lines where that is no terminal and it takes
/// long enough to wonder.
final class Activity: Sendable {
    private let isLive = ConsoleStream.errors.isRedrawn
    private let start = ContinuousClock.now

    func show(_ text: String) {
        let tenths = ((ContinuousClock.now - start) / .seconds(0.1)).rounded() / 10
        if isLive {
            ConsoleStream.errors.write("\r\u{1b}[K\(tenths) s  \(text.prefix(66))")
        } else if tenths >= 1 || text.hasPrefix("booting") || text.hasPrefix("fetching") {
            ConsoleStream.errors.write("\(tenths) s  \(text)\n")
        }
    }

    func clear() { if isLive { ConsoleStream.errors.write("\r\u{1b}[K") } }
}
