import Console
import Glibc
import Grading
import Results
import WatchLoop

/// Where a loop is shown: a screen that is drawn over, or lines.
final class WatchDisplay {
    private let title: String
    private let rubric: Rubric
    private let isScreen = ScreenTerminal.canDraw
    private let isColoured = ConsoleStream.output.isColoured
    private var drawn: [String] = []
    private var isTaken = false

    init(title: String, rubric: Rubric) {
        self.title = title
        self.rubric = rubric
    }

    /// Takes the terminal.
    func begin() {
        guard isScreen else {
            if !isTaken { Terminal.say("\(title)\n") }
            isTaken = true
            return
        }
        isTaken = true
        drawn = []
        ScreenTerminal.take()
    }

    /// Gives the terminal back as it was.
    func end() {
        guard isScreen, isTaken else { return }
        isTaken = false
        ScreenTerminal.giveBack()
    }

    /// Gives the terminal back, with a line that stays below the user's command.
    func finish(_ watch: Watch) {
        guard isScreen else { return }
        end()
        Terminal.say(
            WatchLines(width: Terminal.width, isColoured: isColoured).last(of: watch).map { "\($0)\n" }.joined())
    }

    /// Says how to come back, below what another program has printed. A key is awaited without Enter on a screen.
    func pause() {
        guard isScreen else { return }
        Terminal.say("\n[press Enter to go back to grader watch] ")
    }

    /// Shows a state, where it differs from what is shown.
    func draw(_ watch: Watch) {
        guard isScreen, isTaken else { return }
        let size = ScreenTerminal.size
        let screen = WatchScreen(
            title: title, width: min(size.columns, 100), height: size.rows, isColoured: isColoured)
        let lines = screen.lines(of: watch, explanation: explanation(watch))
        guard lines != drawn else { return }
        drawn = lines
        ScreenTerminal.draw(lines)
    }

    /// Tells news in lines, where there is no screen.
    func tell(_ news: WatchEffect.News, _ watch: Watch) {
        guard !isScreen else { return }
        let lines = WatchLines(width: Terminal.width, isColoured: isColoured)
            .lines(of: news, watch, explanation: explanation(watch))
        Terminal.say(lines.map { "\($0)\n" }.joined())
    }

    /// A signal about the terminal: SIGWINCH, SIGTSTP or SIGCONT.
    func take(_ number: Int32, isAway: Bool) {
        drawn = []
        switch number {
        case SIGTSTP:
            if !isAway { end() }
            // Stops here: the shell has the terminal until it says SIGCONT.
            kill(getpid(), SIGSTOP)
        case SIGCONT where !isAway: begin()
        default: break
        }
    }

    private func explanation(_ watch: Watch) -> String {
        guard watch.view == .explanation, let check = watch.atHand.flatMap(rubric.check) else { return "" }
        return ExplainCommand.text(of: check)
    }
}
