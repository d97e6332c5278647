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

    /// Carries the checks that have ended one way or the other out on the strict kernel, and adds what is found there to the
    /// remarks of `result`. Marks stay as they are.
    ///
    /// - Throws: what is not the student's doing; `CancellationError`.
    static func made(
        of result: inout SubmissionResult, _ submission: Submission, _ course: Course, _ installation: Installation,
        _ kernel: Kernel, _ progress: RunDisplay
    ) async throws -> StrictReport {
        let tried = Set(result.checks.filter { [.pass, .fail].contains($0.status) }.map(\.id))
        let checks = Rubric(checks: course.rubric(of: submission).checks.filter { tried.contains($0.id) })
        let outcome = try await StrictRun(
            checks, installation: installation, kernel: kernel, seed: Seed(result.seed)
        ) {
            progress.show($0)
        }.outcome(submission)
        result.remarks += outcome.findings.map { $0.remark(course.mistakes) }
        return StrictReport(outcome: outcome, kernel: kernel)
    }

    /// How much was looked at, in a line, and what was not.
    var text: String {
        let findings = outcome.findings.count
        let found = findings == 0 ? "nothing found" : "\(findings) \(findings == 1 ? "finding" : "findings"), no points"
        let line =
            "strict    \(found): \(outcome.tried) \(outcome.tried == 1 ? "check" : "checks") on \(kernel.release)\n"
        return line + outcome.gaps.map { "strict    \($0.visibleLine)\n" }.joined()
    }
}
