import Grading
import Installation
import Mistakes
import ModuleBuild
import Results
import Synchronization
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

    /// Lets go what was made ready.
    func end() async
}

/// A run of its own for each order, on a machine that was made ready before where that was possible.
final class SeparateRuns: WatchEngine {
    private let rubric: Rubric
    private let mistakes: MistakeCatalogue
    private let installation: Installation
    private let kernel: Kernel
    private let seed: Seed?
    /// A session for the check that comes next.
    private let ready = Mutex<SessionAhead?>(nil)

    init(rubric: Rubric, mistakes: MistakeCatalogue, installation: Installation, kernel: Kernel, seed: Seed?) {
        self.rubric = rubric
        self.mistakes = mistakes
        self.installation = installation
        self.kernel = kernel
        self.seed = seed
    }

    func prepare(for check: Rubric.Check) async {
        guard let first = rubric.first(for: [check.id]), !first.heading.isHidden else { return }
        let next = SessionAhead(first.setup, installation: installation, kernel: kernel, seed: seed ?? Seed())
        await exchange(for: next)?.leave()
        // Whoever gives this up has another one made, or none is needed any more.
        await next.wait()
    }

    func run(_ order: WatchOrder, progress: @escaping @Sendable (String) -> Void) async throws -> SubmissionResult {
        let ready = exchange(for: nil)
        return try await GradingRun(
            rubric: rubric, only: order.checks, settled: order.settled, mistakes: mistakes, installation: installation,
            kernel: kernel, seed: ready?.seed ?? seed ?? Seed(), ready: ready, progress: progress
        ).grade(order.submission)
    }

    func end() async { await exchange(for: nil)?.leave() }

    /// Takes the session that is ready, and puts another in its place.
    private func exchange(for next: SessionAhead?) -> SessionAhead? {
        ready.withLock { ready in
            defer { ready = next }
            return ready
        }
    }
}
