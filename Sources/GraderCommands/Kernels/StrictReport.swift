import Gradebook
import Grading
import Installation
import ModuleBuild
import MtestChecks
import Results
import VirtualMachine
import Words

/// What a run on the strict kernel came to, below the result that it is a remark to.
struct StrictReport {
    private let outcome: StrictRun.Outcome
    private let kernel: Kernel
    private let hasPoints: Bool

    /// Carries the checks that have ended one way or the other out on the strict kernel, and adds what is found there to the
    /// remarks of `result`. Its verdicts stay as they are; where a course gives points for that, there is one more.
    ///
    /// - Throws: what is not the student's doing; `CancellationError`.
    static func made(
        of result: inout SubmissionResult, _ submission: Submission, _ course: Course, _ installation: Installation,
        _ kernel: Kernel, _ terms: StrictTerms?, _ progress: RunDisplay
    ) async throws -> StrictReport {
        let outcome = try await StrictRun(
            course.rubric(of: submission), where: result.checks.map { SettledCheck($0) }, installation: installation,
            kernel: kernel, seed: Seed(result.seed)
        ) {
            progress.show($0)
        }.outcome(submission)
        result.remarks += outcome.findings.map { $0.remark(course.mistakes) }
        if let terms {
            result.checks.append(terms.result(outcome.verdict(course.mistakes), result.remarks.strictMistakes))
        }
        return StrictReport(outcome: outcome, kernel: kernel, hasPoints: terms != nil)
    }

    /// How much was looked at, in a line, and what was not.
    var text: String {
        let findings = outcome.findings.count
        let found =
            findings == 0
            ? "nothing found"
            : "\(findings) \(findings == 1 ? "finding" : "findings")" + (hasPoints ? "" : ", no points")
        let line =
            "strict    \(found): \(outcome.tried) \(outcome.tried == 1 ? "check" : "checks") on \(kernel.release)\n"
        return line + outcome.gaps.map { "strict    \($0.sentence.visibleLine)\n" }.joined()
    }
}
