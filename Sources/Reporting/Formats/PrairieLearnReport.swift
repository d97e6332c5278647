package import Results
import Words

/// PrairieLearn's external grading result for one submission, at most one megabyte.
package enum PrairieLearnReport {
    /// Bytes that PrairieLearn accepts.
    package static let limit = 1_000_000

    /// The file's text. Where the grader failed on a check, the submission is not gradable: the attempt is not counted.
    ///
    /// - Throws: when a number cannot be encoded; results of a grading run always can.
    package static func text(_ result: SubmissionResult) throws -> String {
        for outputLimit in [16_384, 2048, 256, 0] {
            let text = try JSONText.text(Document(result, outputLimit: outputLimit)) + "\n"
            if text.utf8.count <= limit { return text }
        }
        return try JSONText.text(Document(result, outputLimit: nil)) + "\n"
    }

    /// What stands in place of a result where nothing could be graded: the attempt is not counted.
    package static func refusal(_ reason: String, isStudents: Bool) throws -> String {
        let whose =
            isStudents ? "Nothing could be graded: " : "The grader could not do its work, through no fault of yours: "
        return try JSONText.text(Refusal(message: String((whose + reason.visibleLine).prefix(4000)))) + "\n"
    }

    private struct Refusal: Encodable {
        let gradable = false
        let score = 0.0
        let message: String
    }

    private struct Document: Encodable {
        let gradable: Bool
        let score: Double
        let message: String
        let tests: [Test]

        init(_ result: SubmissionResult, outputLimit: Int?) {
            let errors = result.checks.count { $0.status == .error }
            gradable = errors == 0
            score = result.maxScore > 0 ? min(max(result.score / result.maxScore, 0), 1) : 0
            message =
                errors == 0
                ? "\(Points.text(result.score)) of \(Points.text(result.maxScore)) points"
                : "Submit again: \(NotJudged.reason(errors)), through no fault of yours. This attempt does not count."
            tests = outputLimit.map { limit in result.checks.map { Test($0, outputLimit: limit) } } ?? []
        }
    }

    private struct Test: Encodable {
        let name: String
        let description: String
        let points: Double
        let maxPoints: Double
        let message: String
        let output: String

        init(_ check: CheckResult, outputLimit: Int) {
            name = String(check.title.visibleLine.prefix(200))
            description = String(check.lab.visibleLine.prefix(200))
            points = check.score
            maxPoints = check.maxScore
            message =
                check.status == .fail && outputLimit > 0 ? String(check.message.visibleLine.prefix(500)) : ""
            output = String(check.explanation.prefix(outputLimit))
        }
    }
}
