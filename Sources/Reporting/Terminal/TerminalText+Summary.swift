import Results
import Words

extension TerminalText {
    /// The points, what was graded on, and the seed that repeats it; and that some checks could not be judged.
    func summary(_ result: SubmissionResult) -> [String] {
        let seconds = Points.text((result.duration * 10).rounded() / 10)
        let line =
            "\(Points.text(result.score)) of \(Points.text(result.maxScore)) points on \(result.kernel.visibleLine) "
            + "in \(seconds) s, seed \(result.seed)"
        let errors = result.checks.count { $0.status == .error }
        let lines = TerminalColumns.wrapped(line, width).map(bold)
        guard errors > 0 else { return lines }
        return lines
            + TerminalColumns.wrapped(
                "Grade again: \(NotJudged.reason(errors)), through no fault of the module.", width)
    }
}
