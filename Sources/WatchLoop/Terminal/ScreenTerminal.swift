import Console
import Glibc
import Synchronization

/// The terminal while it shows a screen that is drawn over and gives keys without Enter; given back as it was.
package enum ScreenTerminal {
    private static let before = Mutex<termios?>(nil)

    /// Whether keys can be read, and a screen be drawn.
    package static var canDraw: Bool {
        ConsoleStream.input.isTerminal && ConsoleStream.output.isTerminal
            && (ConsoleStream.variable("TERM") ?? "dumb") != "dumb"
    }

    /// Columns and rows of standard output; 80 and 24 where they are not known.
    package static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Takes the terminal: keys come at once and are not shown, and what was on the screen is kept. Ctrl-C and Ctrl-Z are
    /// signals as before.
    package static func take() {
        before.withLock { before in
            guard before == nil else { return }
            var settings = termios()
            guard tcgetattr(0, &settings) == 0 else { return }
            before = settings
            settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
            tcsetattr(0, TCSADRAIN, &settings)
            ConsoleStream.output.write("\u{1b}[?1049h\u{1b}[?25l")
        }
    }

    /// Gives the terminal back; nothing where it is not taken.
    package static func giveBack() {
        before.withLock { before in
            guard var settings = before else { return }
            ConsoleStream.output.write("\u{1b}[?25h\u{1b}[?1049l")
            tcsetattr(0, TCSADRAIN, &settings)
            before = nil
        }
    }

    /// Draws lines from the top of the screen on, over what was there.
    package static func draw(_ lines: [String]) {
        guard before.withLock({ $0 != nil }) else { return }
        ConsoleStream.output.write("\u{1b}[H" + lines.joined(separator: "\u{1b}[K\n") + "\u{1b}[K\u{1b}[J")
    }
}
