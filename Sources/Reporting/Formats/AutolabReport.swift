package import Results
import Words

/// Autolab reads the last line of standard output; what stands above it is shown to the student.
package enum AutolabReport {
    /// The report for people, and the line for Autolab: a problem per lab, named by the lab's folder.
    ///
    /// - Throws: when a number cannot be encoded; results of a grading run always can.
    package static func text(_ result: SubmissionResult) throws -> String {
        var scores: [String: Double] = [:]
        for check in result.checks { scores[check.lab.visibleLine, default: 0] += check.score }
        let line = try JSONText.text(Line(scores: scores, scoreboard: [result.score]))
        return TerminalReport(isColoured: false).text(result) + "\n" + line + "\n"
    }

    private struct Line: Encodable {
        let scores: [String: Double]
        let scoreboard: [Double]
    }
}
