import Results
import Synchronization

/// The progress of a batch.
package struct BatchState: Sendable, Hashable {
    /// Submissions that had something to be graded when the batch began.
    package var total: Int
    /// Of these, how many are finished, and how many of those passed every check or ended in an error.
    package var done = 0
    /// Finished submissions that passed every check.
    package var passed = 0
    /// Finished submissions with a check that the grader could not do.
    package var erred = 0
    /// Seconds since the first order.
    package var elapsed = 0.0
    /// Submissions that take long and were put aside until the others are done.
    package var aside = 0
    /// How long submissions took so far.
    package var pace = Pace()
    /// Numbered from 0: the student and what is being done; nil where the worker is idle.
    package var workers: [Int: Worker] = [:]
    /// Where a cluster grades: how many of its tasks run, and how much the one has to do that has most.
    package var cluster: Cluster?
    /// The submission that was finished last.
    package var latest: Finished?
    /// What the batch as a whole is doing, in words, for example the state of a cluster's job.
    package var note: String?
    /// A note that is news, to be kept in a log; nil with the next change.
    package var news: String?

    /// A process at work.
    package struct Worker: Sendable, Hashable {
        /// The student's id.
        package var student: String
        /// In words.
        package var doing: String
        /// Seconds since the first order, at which it began.
        package var since = 0.0
    }

    /// The tasks of a cluster.
    package struct Cluster: Sendable, Hashable {
        /// Tasks that run.
        package var running: Int
        /// Open submissions of the task that has most of them.
        package var longest: Int
    }

    /// A submission that is finished.
    package struct Finished: Sendable, Hashable {
        /// The student's id.
        package var student: String
        /// Checks that passed.
        package var passed: Int
        /// Checks that were carried out.
        package var checks: Int
        /// Checks that the grader could not do.
        package var errors: Int
    }

    /// Submissions a minute; 0 while none is done.
    package var rate: Double { elapsed > 0 ? Double(done) / elapsed * 60 : 0 }
    /// Seconds until the end: a range that the truth lies in nine times of ten; nil while too few are done to tell.
    package var left: ClosedRange<Double>? {
        pace.left(
            open: max(0, total - done - aside), aside: aside, workers: cluster?.running ?? workers.count,
            longest: cluster?.longest)
    }
    /// The share of finished submissions that passed every check, 0...1.
    package var passRate: Double { done > 0 ? Double(passed) / Double(done) : 0 }

    /// The students whose submissions were put aside.
    var slow: Set<String> = []

    /// Seconds for which a worker of this machine has been at a student's submission; nil where none is.
    func duration(of student: String) -> Double? {
        workers.values.first { $0.student == student }.map { elapsed - $0.since }
    }
}

/// Keeps a ``BatchState`` and reports each change to `report`.
final class BatchBoard: Sendable {
    private let state: Mutex<BatchState>
    private let start = ContinuousClock.now
    private let report: @Sendable (BatchState) -> Void

    init(total: Int, report: @escaping @Sendable (BatchState) -> Void) {
        state = Mutex(BatchState(total: total))
        self.report = report
    }

    private func change(_ body: (inout BatchState) -> Void) {
        let now = state.withLock { state in
            state.latest = nil
            state.news = nil
            state.elapsed = (ContinuousClock.now - start) / .seconds(1)
            body(&state)
            return state
        }
        report(now)
    }

    func begin(_ worker: Int, student: String) {
        change { $0.workers[worker] = BatchState.Worker(student: student, doing: "starting", since: $0.elapsed) }
    }

    func doing(_ worker: Int, _ what: String) { change { $0.workers[worker]?.doing = what } }

    func cluster(running: Int, longest: Int) {
        change { $0.cluster = BatchState.Cluster(running: running, longest: longest) }
    }

    func rest(_ worker: Int) { change { $0.workers[worker] = nil } }

    func note(_ text: String?, isNews: Bool) {
        change { state in
            state.note = text
            if isNews { state.news = text }
        }
    }

    /// A submission takes long: it comes when nothing else is left. `ended` of its `checks` have ended so far.
    func putAside(_ student: String, after ended: Int, of checks: Int) {
        change { state in
            state.aside += 1
            state.slow.insert(student)
            state.pace.count(state.duration(of: student) ?? 0, isAside: true)
            state.news =
                "\(student) takes long: put aside until the others are done, with \(ended) of \(checks) checks done"
        }
    }

    func grow(to more: Int) {
        change { state in
            state.total = state.done + more
        }
    }

    /// A submission is finished; `result` is nil when another batch finished it in the meantime.
    func finish(_ result: SubmissionResult?, student: String) {
        change { state in
            state.done += 1
            guard let result else { return }
            let duration = state.duration(of: student) ?? result.duration
            if state.slow.remove(student) != nil {
                state.aside -= 1
                state.pace.count(slow: duration)
            } else {
                state.pace.count(duration)
            }
            let errors = result.checks.count { $0.status == .error }
            let passed = result.checks.count(where: \.status.isSettledWell)
            if errors > 0 { state.erred += 1 }
            if passed == result.checks.count { state.passed += 1 }
            state.latest = BatchState.Finished(
                student: student, passed: passed, checks: result.checks.count, errors: errors)
        }
    }
}
