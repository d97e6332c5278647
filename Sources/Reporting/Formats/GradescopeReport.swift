package import Results
import Words

/// Gradescope's `results.json` for one submission.
///
/// No test is given another visibility than `visible`: one hidden test would hide the total from the student as well.
/// ``Disclosure`` takes out first what students may not see.
package enum GradescopeReport {
    /// The file's text.
    ///
    /// - Throws: when a number cannot be encoded; results of a grading run always can.
    package static func text(_ result: SubmissionResult) throws -> String {
        try JSONText.text(Document(result), isPretty: true) + "\n"
    }

    /// What stands in place of a result when the grader could not do its work: no points, until it is graded again.
    package static func failure(_ reason: String) throws -> String {
        try JSONText.text(
            Failure(
                score: 0,
                output:
                    "Ask your instructor to grade this submission again. The grader could not do its work, through no "
                    + "fault of yours: \(reason.visibleLine)"), isPretty: true) + "\n"
    }

    /// What stands in place of a result where there is no module to grade, which the student can fix.
    package static func refusal(_ reason: String) throws -> String {
        try JSONText.text(
            Failure(score: 0, output: "Nothing could be graded: \(reason.visibleLine)"), isPretty: true) + "\n"
    }

    private struct Failure: Encodable {
        var score: Double
        var output: String
        let visibility = "visible"
    }

    private struct Document: Encodable {
        let score: Double
        let executionTime: Double
        let output: String
        let outputFormat = "text"
        let testOutputFormat = "text"
        let testNameFormat = "text"
        let visibility = "visible"
        let stdoutVisibility = "hidden"
        let tests: [Test]

        init(_ result: SubmissionResult) {
            score = result.score
            executionTime = result.duration
            let errors = result.checks.count { $0.status == .error }
            output =
                "\(Points.text(result.score)) of \(Points.text(result.maxScore)) points on Linux "
                + result.kernel.visibleLine + "."
                + (errors > 0
                    ? " Ask your instructor to grade again: \(NotJudged.reason(errors)), through no fault of yours."
                    : "")
            tests = result.checks.enumerated().map { Test($0.element, number: $0.offset + 1) }
        }
    }

    private struct Test: Encodable {
        let name: String
        let number: String
        let score: Double
        let maxScore: Double
        let status: String
        let output: String
        let tags: [String]
        let visibility = "visible"

        init(_ check: CheckResult, number: Int) {
            name = "\(check.lab): \(check.title)".visibleLine
            self.number = "\(number)"
            score = check.score
            maxScore = check.maxScore
            status = check.status.isSettledWell ? "passed" : "failed"
            switch check.status {
            case .notApplicable: output = "not applicable, and not counted: \(check.explanation)"
            case .error: output = "not judged, through no fault of the module: \(check.explanation)"
            default: output = check.explanation
            }
            tags = [check.lab, check.isCore ? "core" : "hard"].map(\.visibleLine)
        }
    }
}
