import Glibc

/// A standard stream of a program that people start: what it can show, and a way to write to it.
package struct ConsoleStream: Sendable {
    /// Standard input.
    package static let input = ConsoleStream(descriptor: 0)
    /// Standard output, for results.
    package static let output = ConsoleStream(descriptor: 1)
    /// Standard error, for progress and complaints.
    package static let errors = ConsoleStream(descriptor: 2)

    private let descriptor: Int32

    /// Whether a person reads it, rather than a file or another program.
    package var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Whether a line on it can be drawn over: a terminal that is not `dumb`.
    package var isRedrawn: Bool { Self.isRedrawn(isTerminal: isTerminal, variable: Self.variable) }

    /// Whether it takes colours and the user wants them.
    package var isColoured: Bool { Self.isColoured(isTerminal: isTerminal, variable: Self.variable) }

    /// Columns of the terminal, 80 where it is none.
    package var columns: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Columns for text: what COLUMNS says where it is set, else the terminal's; at most 100, since longer lines are
    /// hard to read.
    package var textWidth: Int {
        let wanted = Self.variable("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        return min(wanted ?? columns, 100)
    }

    /// Writes text.
    ///
    /// - Returns: The errno of a failure, for example ENOSPC; nil if all was written, or if the reader has gone away, which is
    ///   no error.
    @discardableResult
    package func write(_ text: String) -> Int32? {
        if writeWhole(Array(text.utf8), to: descriptor) { return nil }
        let code = errno
        return code == EPIPE ? nil : code
    }

    /// Sees that the three standard streams are taken, before anything is opened: a program that was started without one
    /// would open its next file in that place, a database perhaps, and print into it. Reading or writing such a stream fails.
    package static func occupy() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The lowest number that is free is this one.
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Whether a stream is coloured: a terminal that is not `dumb`, unless NO_COLOR is set to anything but the empty
    /// text (https://no-color.org).
    ///
    /// - Parameters:
    ///   - isTerminal: Whether the stream is a terminal.
    ///   - variable: Looks an environment variable up; nil where it is not set.
    /// - Returns: Whether text may have colours.
    package static func isColoured(isTerminal: Bool, variable: (String) -> String?) -> Bool {
        isTerminal && (variable("NO_COLOR") ?? "").isEmpty && (variable("TERM") ?? "dumb") != "dumb"
    }

    /// Whether a line of a stream can be drawn over: on a terminal that is not `dumb`, coloured or not.
    ///
    /// - Parameters:
    ///   - isTerminal: Whether the stream is a terminal.
    ///   - variable: Looks an environment variable up; nil where it is not set.
    /// - Returns: Whether control sequences may be written to it.
    package static func isRedrawn(isTerminal: Bool, variable: (String) -> String?) -> Bool {
        isTerminal && (variable("TERM") ?? "dumb") != "dumb"
    }

    /// The value of an environment variable of this process; nil where it is not set.
    package static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
