import Console
import Pictures

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

    /// Text on standard output.
    static func say(_ text: String) { ConsoleStream.output.write(text) }
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
