import Console
import Results
import Synchronization
import Words

/// What is seen while checks are carried out: each failure as it comes, and below it how far the run is. Only where a person
/// looks at standard error.
final class RunDisplay: Sendable {
    private let progress = Progress()
    private let isWatched = ConsoleStream.errors.isTerminal
    private let counts = Mutex(Counts())

    private struct Counts {
        var passed = 0
        var failed = 0
    }

    /// Failures that are told as they come; the report has all of them.
    private static let told = 3

    /// Shows what is being done.
    func show(_ text: String) {
        let (passed, failed) = counts.withLock { ($0.passed, $0.failed) }
        let sofar = (passed > 0 ? "\(passed) ok  " : "") + (failed > 0 ? "\(failed) FAIL  " : "")
        progress.show(sofar + text)
    }

    /// Shows how a check has ended.
    func show(_ check: CheckHeading, _ status: CheckResult.Status) {
        let failed = counts.withLock { counts in
            if status == .pass { counts.passed += 1 }
            if status == .fail { counts.failed += 1 }
            return counts.failed
        }
        guard isWatched, status == .fail, failed <= Self.told else { return }
        let mark = ConsoleStream.errors.isColoured ? "\u{1b}[31mFAIL\u{1b}[0m" : "FAIL"
        let title = "\(check.id): \(check.title)".visibleLine.prefix(max(ConsoleStream.errors.columns - 7, 10))
        Progress.wipe()
        ConsoleStream.errors.write("\(mark)  \(title)\n")
    }

    /// Columns that a text may take on the line about the run, beside the seconds.
    var room: Int { ConsoleStream.errors.columns - 12 }

    /// Takes the line about the run off the screen.
    func clear() { progress.clear() }
}
