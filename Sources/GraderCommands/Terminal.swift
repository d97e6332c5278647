import Console
import Glibc
import Pictures
import Reporting
import Synchronization
import Words

/// What the grader writes: results on standard output, progress and complaints on standard error.
enum Terminal {
    /// Whether standard output takes colours.
    static var isColoured: Bool { ConsoleStream.output.isColoured }

    /// Columns of standard output, at most 100.
    static var width: Int { ConsoleStream.output.textWidth }

    /// What pictures are drawn on; lines and arrows where the locale has them.
    static var canvas: Canvas {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(ConsoleStream.variable).first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return Canvas(
            width: width, isColoured: isColoured, hasLines: name.contains("utf-8") || name.contains("utf8"))
    }

    /// One line on standard error.
    static func complain(_ text: String) {
        Progress.wipe()
        ConsoleStream.errors.write("grader: \(text)\n")
    }

    /// Text on standard output. A result that cannot be written, for example to a full disk, ends the program with status
    /// 3: a status of 0 would say that all went well.
    static func say(_ text: String) {
        Progress.wipe()
        guard let code = ConsoleStream.output.write(text) else { return }
        complain("make room, then give the command again: the output cannot be written (\(errnoName(code)))")
        exit(3)
    }
}

/// What is being done, on one line that is drawn over; nothing where standard error is no terminal that can do that.
final class Progress: Sendable {
    private let isLive = ConsoleStream.errors.isRedrawn
    private let start = ContinuousClock.now

    /// Whether such a line stands on the screen: whatever is written next has to take it off.
    private static let isDrawn = Mutex(false)

    /// Draws the line over.
    func show(_ text: String) {
        guard isLive else { return }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let tenths = (seconds * 10).rounded() / 10
        let line = "\(tenths) s  \(text.visibleLine)"
        let room = max(ConsoleStream.errors.columns - 1, 1)
        let shown = TerminalColumns.width(line) > room ? TerminalColumns.fitted(line, room) : line
        Self.isDrawn.withLock { isDrawn in
            ConsoleStream.errors.write("\r\u{1b}[K\(shown)")
            isDrawn = true
        }
    }

    /// Takes the line off the screen.
    func clear() { Self.wipe() }

    /// Takes the line off the screen, if there is one.
    static func wipe() {
        isDrawn.withLock { isDrawn in
            if isDrawn { ConsoleStream.errors.write("\r\u{1b}[K") }
            isDrawn = false
        }
    }
}
