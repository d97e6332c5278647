import Console
import Glibc

/// Long text on a terminal goes through the reader's pager; everything else is written as it is.
enum Pager {
    /// Shows lines: in the pager when they and what follows are more than the terminal holds.
    ///
    /// - Parameters:
    ///   - lines: What is shown.
    ///   - keepsLast: Lines that are written after it, to be seen together with its end.
    ///   - prompt: What less shows in its last line.
    static func show(_ lines: [String], keepsLast: Int = 1, prompt: String = "Space goes on, b goes back, q ends") {
        guard let rows = Terminal.rows, lines.count + keepsLast > rows, let command = command(prompt: prompt) else {
            Terminal.say(lines)
            return
        }
        if !run(command, lines.map { $0 + "\n" }.joined()) { Terminal.say(lines) }
    }

    /// The shell command of the pager; nil where none is there or wanted.
    private static func command(prompt: String) -> String? {
        if let wanted = ConsoleStream.variable("PAGER") {
            return wanted.allSatisfy(\.isWhitespace) || wanted == "cat" ? nil : wanted
        }
        let folders = (ConsoleStream.variable("PATH") ?? "/usr/bin:/bin").split(separator: ":")
        guard folders.contains(where: { access("\($0)/less", X_OK) == 0 }) else { return nil }
        // Coloured, on the terminal's own screen so that the text can still be read above the question, and at an end
        // when a reader goes on beyond the end.
        return "less -R -X -e '-Ps\(prompt)'"
    }

    /// Whether the pager could be run; a reader who leaves it early has seen enough.
    private static func run(_ command: String, _ text: String) -> Bool {
        // Ctrl-C is for the pager, and a pipe that it has closed is no reason to end. Handlers, unlike SIG_IGN, are not
        // handed on to the pager.
        let signals = [SIGINT, SIGQUIT, SIGPIPE]
        let before = signals.map { signal($0) { _ in } }
        defer { for (number, handler) in zip(signals, before) { signal(number, handler) } }
        guard let pipe = popen(command, "we") else { return false }
        _ = writeWhole(Array(text.utf8), to: fileno(pipe))
        let status = pclose(pipe)
        // 126 and 127: the shell could not run it.
        return status >= 0 && ![126, 127].contains((status >> 8) & 0xff)
    }
}
