import FoundationEssentials
import Grading
package import Installation
import Mistakes
import ModuleBuild
import MtestChecks
import Results
import Synchronization
import Version
package import VirtualMachine
import Words

/// Grades what the orders of a batch ask for, on this machine, one order after another.
package struct BatchGrader: Sendable {
    private let course: Course
    private let targets: [String: String]
    private let installation: Installation
    private let kernel: Kernel

    /// Reads the course that is installed here.
    ///
    /// - Throws: a flaw of the course's files, as `Course.read(labs:)`.
    package init(installation: Installation, kernel: Kernel) throws {
        self.installation = installation
        self.kernel = kernel
        course = try Course.read(labs: installation.labs)
        targets = installation.targets.fingerprints
    }

    /// Grades one submission. After a failure, a control says whether this machine can grade at all. A check that ends in the grader's own error is tried once more; a wrong answer is not.
    ///
    /// - Throws: `CancellationError` only: everything else is an outcome.
    package func carryOut(_ order: Order, progress: @escaping @Sendable (String) -> Void) async throws -> Outcome {
        if order.isControl { return Outcome(order, isMachineFit: try await isMachineFit(order)) }
        var lastFailure = ""
        var standing = UnfinishedWork.standing(of: order)
        for _ in 0..<2 {
            do {
                return Outcome(order, result: try await grade(order, from: standing, progress))
            } catch let error as CancellationError {
                throw error
            } catch let aside as Aside {
                var outcome = Outcome(order)
                outcome.asideAfter = aside.ended
                return outcome
            } catch {
                // The second time from the start: the cause may be in what was kept.
                standing = nil
                try Task.checkCancellation()
                lastFailure = error.sentence
            }
        }
        return Outcome(order, failure: lastFailure, isMachineFit: try await isMachineFit(order))
    }

    /// Whether a module that is known to be right builds here, and a machine answers.
    ///
    /// - Throws: `CancellationError`.
    private func isMachineFit(_ order: Order) async throws -> Bool {
        let folder = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            let kernel = try kernel(of: order)
            try await ModuleBuilder(headers: kernel.headers, system: kernel.system).requireFit(in: folder)
            try await installation.machines(kernel).machine().clone().kill()
            return true
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            return false
        }
    }

    /// The order was put aside, after this number of checks.
    private struct Aside: Error, CustomStringConvertible {
        let ended: Int
        let description = "the submission was put aside"
    }

    /// Seconds of work between two moments at which it is kept: what a lost node or Ctrl-C costs, beside the check at hand.
    private static let keepEvery = 5.0

    /// Keeps how far an order has come, and puts it aside when it has taken too long.
    private func keeper(_ order: Order) -> StandingKeeper {
        let start = ContinuousClock.now
        let kept = Mutex(start)
        return StandingKeeper {
            (ContinuousClock.now - kept.withLock(\.self)) / .seconds(1) >= Self.keepEvery
        } keep: { standing in
            UnfinishedWork.keep(standing, of: order)
            kept.withLock { $0 = .now }
            if let patience = order.patience, (ContinuousClock.now - start) / .seconds(1) >= patience {
                throw Aside(ended: standing.ended)
            }
        }
    }

    private func grade(
        _ order: Order, from standing: Standing?, _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> SubmissionResult {
        let wanted = try checks(order)
        let kernel = try kernel(of: order)
        let strictKernel = try strictKernel(of: order)
        let submission = try Submission.find(in: order.folder)
        var result = SubmissionResult(kernel: kernel.release, duration: 0, checks: [], seed: order.seed)
        if !wanted.isEmpty {
            result = try await usual(wanted, order, kernel, submission, from: standing, progress)
        }
        if let strictKernel { try await add(strictKernel, order, submission, to: &result, progress) }
        return result
    }

    /// Grades on the usual kernel.
    private func usual(
        _ wanted: [Rubric.Check], _ order: Order, _ kernel: Kernel, _ submission: Submission,
        from standing: Standing?, _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> SubmissionResult {
        var result = try await run(wanted, order, kernel, settled: [], from: standing, keeper: keeper(order), progress)
            .grade(submission)
        let errors = Set(result.checks.filter { $0.status == .error }.map(\.id))
        if !errors.isEmpty {
            let others = result.checks.filter { $0.status != .error }.map { SettledCheck($0) }
            let again = try await run(
                wanted.filter { errors.contains($0.id) }, order, kernel, settled: others, progress
            )
            .grade(submission)
            let better = Dictionary(uniqueKeysWithValues: again.checks.map { ($0.id, $0) })
            result.checks = result.checks.map { better[$0.id] ?? $0 }
            result.duration += again.duration
        }
        return result
    }

    /// Adds what the strict kernel says while the checks are carried out that passed or failed, now or before.
    ///
    /// - Throws: `CancellationError`: what the grader cannot do is the verdict's to say.
    private func add(
        _ kernel: Kernel, _ order: Order, _ submission: Submission, to result: inout SubmissionResult,
        _ progress: @escaping @Sendable (String) -> Void
    ) async throws {
        let start = ContinuousClock.now
        do {
            let outcome = try await StrictRun(
                course.rubric(ofModule: submission.moduleName) ?? course.rubric,
                where: order.settled + result.checks.map { SettledCheck($0) }, installation: installation,
                kernel: kernel, seed: Seed(order.seed), lanes: 1, progress: progress
            ).outcome(submission)
            result.remarks += outcome.findings.map { $0.remark(course.mistakes) }
            result.checks.append(outcome.verdict(course.mistakes))
        } catch {
            try Task.checkCancellation()
            if error is CancellationError { throw error }
            result.checks.append(
                CheckResult(
                    StrictCheck.heading(points: 0), status: .error,
                    message: "the grader could not do its work: \(error.sentence)"))
        }
        result.duration += (ContinuousClock.now - start) / .seconds(1)
    }

    private func run(
        _ checks: [Rubric.Check], _ order: Order, _ kernel: Kernel, settled: [SettledCheck],
        from standing: Standing? = nil,
        keeper: StandingKeeper? = nil,
        _ progress: @escaping @Sendable (String) -> Void
    ) -> GradingRun {
        GradingRun(
            rubric: checks.first.flatMap { course.rubric(ofModule: $0.module) } ?? course.rubric,
            only: Set(checks.map(\.id)), settled: order.settled + settled, mistakes: course.mistakes,
            installation: installation, kernel: kernel, seed: Seed(order.seed), standing: standing, keeper: keeper,
            lanes: 1,
            progress: progress)
    }

    /// The kernel that an order names: where a class is graded on several, it may be another than this grader's own.
    private func kernel(of order: Order) throws -> Kernel {
        if kernel.release == order.kernel { return kernel }
        guard let other = try? installation.kernels.chosen(order.kernel), other.release == order.kernel else {
            throw Mismatch.kernel(here: kernel.release, there: order.kernel)
        }
        return other
    }

    /// The strict kernel, where an order asks what it says.
    private func strictKernel(of order: Order) throws -> Kernel? {
        guard let check = order.checks.first(where: { $0.id == StrictCheck.id }) else { return nil }
        let kernel = try installation.kernels.strictKernel()
        guard check.fingerprint == StrictCheck.fingerprint(release: kernel.release) else { throw Mismatch.strictKernel }
        return kernel
    }

    /// The checks of an order, from this machine's rubric.
    private func checks(_ order: Order) throws -> [Rubric.Check] {
        guard GraderVersion.current == order.grader else {
            throw Mismatch.grader(here: GraderVersion.current, there: order.grader)
        }
        let wanted = Dictionary(
            uniqueKeysWithValues: order.checks.filter { $0.id != StrictCheck.id }.map { ($0.id, $0.fingerprint) })
        let fingerprints = course.whole.fingerprints(targets: targets)
        let found = course.whole.checks.filter { wanted[$0.id] == fingerprints[$0.id] }
        guard found.count == wanted.count else { throw Mismatch.rubric }
        return found
    }

    /// The worker's rubric, kernel or grader is not that of its coordinator.
    enum Mismatch: Error, CustomStringConvertible {
        case rubric
        case strictKernel
        case kernel(here: String, there: String)
        case grader(here: String, there: String)

        var description: String {
            switch self {
            case .rubric:
                "the rubric was edited while the batch ran, or differs between machines: start the batch again"
            case .strictKernel:
                "the batch was started with another strict kernel: run `grader kernels build-strict` on all machines"
            case .grader(let here, let there):
                "the batch was started by version \(there) of the grader, and this machine has \(here): install the same version"
            case .kernel(let here, let there):
                "the batch grades on \(there), and this machine has \(here): add that kernel here with `grader kernels`"
            }
        }
    }
}
