import Grading
import Installation
import Mistakes
import ModuleBuild
import Results
import VirtualMachine

/// What a loop has graded: sources, and the checks that are wanted.
struct WatchOrder: Sendable {
    /// The sources.
    let submission: Submission
    /// The same for the same files with the same bytes: what was built from them may be used again.
    let hash: String
    /// Ids of the checks.
    let checks: Set<String>
    /// How checks ended with the same sources.
    let settled: [SettledCheck]
}

/// What a loop has grade for it, for as long as it goes on.
protocol WatchEngine: Sendable {
    /// Gets ready for a check while nobody waits. It may be given up at any time, by cancellation.
    func prepare(for check: Rubric.Check) async

    /// Carries an order out.
    ///
    /// - Throws: what is not the student's doing; `CancellationError` soon after the task was cancelled, when nothing of the
    ///   run is left.
    func run(_ order: WatchOrder, progress: @escaping @Sendable (String) -> Void) async throws -> SubmissionResult
}

/// A run of its own for each order.
struct SeparateRuns: WatchEngine {
    let rubric: Rubric
    let mistakes: MistakeCatalogue
    let installation: Installation
    let kernel: Kernel
    let seed: Seed?

    func prepare(for check: Rubric.Check) async {
        // The frozen machine is there, and in the host's memory. What keeps it from that is told by the run.
        _ = try? await installation.machines(kernel).machine(changing: check.setup.machine.change)
    }

    func run(_ order: WatchOrder, progress: @escaping @Sendable (String) -> Void) async throws -> SubmissionResult {
        try await GradingRun(
            rubric: rubric, only: order.checks, settled: order.settled, mistakes: mistakes, installation: installation,
            kernel: kernel, seed: seed ?? Seed(), progress: progress
        ).grade(order.submission)
    }
}
