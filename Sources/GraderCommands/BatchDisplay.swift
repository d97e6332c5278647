import Batching
import Console
import Gradebook
import Synchronization
import Words

/// How far a batch is: a few lines that are drawn over on a terminal, a line for each submission elsewhere.
final class BatchDisplay: Sendable {
    private let isLive = ConsoleStream.errors.isRedrawn
    private let start = ContinuousClock.now
    private let state = Mutex(Drawn())

    private struct Drawn {
        /// Lines of the block that is on the screen.
        var lines = 0
        var latest: ContinuousClock.Instant?
    }

    /// One line about what comes before the grading.
    func note(_ text: String) {
        guard isLive else { return }
        draw([text.visibleLine])
    }

    /// Shows a state, at most ten times a second.
    func show(_ batch: BatchState) {
        guard isLive else {
            if let latest = batch.latest { ConsoleStream.errors.write(Self.plain(batch, latest)) }
            if let news = batch.news { ConsoleStream.errors.write("\(news.visibleLine)\n") }
            return
        }
        let now = ContinuousClock.now
        let isDue = state.withLock { drawn in
            if let latest = drawn.latest, now - latest < .milliseconds(100), batch.done < batch.total { return false }
            drawn.latest = now
            return true
        }
        if isDue { draw(Self.block(batch)) }
    }

    /// Takes everything off the screen again.
    func clear() { if isLive { draw([]) } }

    private func draw(_ lines: [String]) {
        let width = ConsoleStream.errors.columns
        state.withLock { drawn in
            var text = drawn.lines > 1 ? "\u{1b}[\(drawn.lines - 1)A" : ""
            text += "\r\u{1b}[J" + lines.map { String($0.prefix(width - 1)) }.joined(separator: "\n")
            drawn.lines = lines.count
            ConsoleStream.errors.write(text)
        }
    }

    /// For example `12/200 ada: 75 of 77 checks (31.0 a minute, 6 min left)`.
    static func plain(_ batch: BatchState, _ latest: BatchState.Finished) -> String {
        let errors = latest.errors > 0 ? ", \(latest.errors) could not be done" : ""
        return
            "\(batch.done)/\(batch.total) \(latest.student.visibleLine): \(latest.passed) of \(latest.checks) checks"
            + "\(errors) (\(rate(batch)))\n"
    }

    /// The line of sums, and one for each worker.
    static func block(_ batch: BatchState) -> [String] {
        var lines = [
            "\(batch.done) of \(batch.total) done, \(Int((batch.passRate * 100).rounded())) % pass everything, \(rate(batch))"
                + (batch.erred > 0 ? ", \(batch.erred) with errors" : "")
                + (batch.aside > 0 ? ", \(batch.aside) take long and come last" : "")
        ]
        for (number, worker) in batch.workers.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "  \(number + 1)  \(worker.student.visibleLine.prefix(24)): \(worker.doing.visibleLine)")
        }
        if let note = batch.note { lines.append("  \(note.visibleLine)") }
        return lines
    }

    private static func rate(_ batch: BatchState) -> String {
        let rate = "\((batch.rate * 10).rounded() / 10) a minute"
        guard let left = batch.left, batch.done < batch.total else { return rate }
        return "\(rate), \(time(left)) left"
    }

    /// For example `40 to 70 s`, `12 to 15 min` or `3 h`: a range, rounded outwards.
    static func time(_ seconds: ClosedRange<Double>) -> String {
        let (unit, name) =
            seconds.upperBound < 100 ? (1.0, "s") : seconds.upperBound < 100 * 60 ? (60, "min") : (3600, "h")
        // Of hours the half ones count as well.
        let step = unit == 3600 ? 0.5 : 1
        let low = (seconds.lowerBound / unit / step).rounded(.down) * step
        let high = (seconds.upperBound / unit / step).rounded(.up) * step
        func text(_ number: Double) -> String { number == number.rounded() ? "\(Int(number))" : "\(number)" }
        return low == high ? "\(text(low)) \(name)" : "\(text(low)) to \(text(high)) \(name)"
    }
}
