import FoundationEssentials
import Glibc
package import Gradebook
import Results
import Synchronization
import Words

/// One batch: gives out orders for what is pending in a gradebook, and enters the results. An ``Executor`` decides where
/// orders are carried out.
package final class BatchRun: Sendable {
    /// The folder of this batch, below the gradebook's, with the sources that are being graded.
    package let scratch: String
    /// Where orders come from and results go.
    package let gradebook: Gradebook
    /// The checks, the kernel and the grader of this batch.
    package let plan: Plan
    let board: BatchBoard
    /// Submissions that had something to be graded when the batch began; on several kernels each counts for each.
    package let total: Int
    private let batch: Batch
    private let only: Set<String>?
    private let state: Mutex<State>

    private struct State {
        var queue: [Work]
        /// Submissions that this batch has graded: where the grader failed, the next batch tries again.
        var tried: Set<Work.Task> = []
        /// Failures in a row, with nothing graded between them.
        var failures = 0
        var isClosed = false
        /// Orders that take long, which come when nothing else is left.
        var aside: [Order] = []
        /// Seconds that the finished submissions took, of this batch.
        var durations: [Double] = []
        /// Whether the folder of the batch stays for the next one to collect.
        var isLeft = false
        /// The checks of the order before: nearly all orders have the same, and ten thousand of them are one list.
        var checks: (ids: [String], list: [Order.Check]) = ([], [])
    }

    /// When this number of submissions in a row could not be graded, and no control could be, the batch ends.
    private static let failuresInARow = 4

    /// Nothing can be graded on this machine.
    package struct Stopped: Error, Sendable, CustomStringConvertible {
        /// The failure of the last submission.
        package let reason: String
        package var description: String {
            "the batch was stopped, because \(BatchRun.failuresInARow) submissions in a row could not be graded: "
                + reason.visibleLine
        }
    }

    /// Begins a batch on a gradebook, about the students in `only`, or all. See `Gradebook.begin(takesOver:)`; `report` receives
    /// each change of its progress.
    package init(
        _ gradebook: Gradebook, _ plan: Plan, only: Set<String>? = nil, takesOver: Bool = false,
        report: @escaping @Sendable (BatchState) -> Void
    ) throws {
        self.gradebook = gradebook
        self.plan = plan
        self.only = only
        batch = try gradebook.begin(takesOver: takesOver)
        scratch = "\(gradebook.folder)/work/\(batch.id)"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        try gradebook.adopt(plan)
        // What a group handed in together is graded once.
        var seen: Set<Work.Task> = []
        let pending = try gradebook.pending(plan).filter { work in
            only?.contains(work.student) != false && seen.insert(work.task).inserted
        }
        let queue = Self.slowLast(pending, gradebook)
        total = queue.count
        board = BatchBoard(total: queue.count, report: report)
        // Orders are taken from the end.
        state = Mutex(State(queue: queue.reversed()))
    }

    /// Submissions that this batch has graded itself.
    package var graded: Int { Set(state.withLock(\.tried).map(\.key)).count }

    /// The id of this batch, which no other batch has.
    package var id: String { batch.id }

    /// Collects and removes the folders of batches that were killed.
    private func sweep(_ executor: some Executor) async throws {
        let folder = "\(gradebook.folder)/work"
        for id in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where gradebook.isGone(batch: id) {
            try await executor.salvage(id, "\(folder)/\(id)", self)
            try? FileManager.default.removeItem(atPath: "\(folder)/\(id)")
        }
    }

    /// Enters the answers to orders of a batch that was killed, where the plan is still the same.
    ///
    /// The folder holds `orders-*.jsonl` and `answers/`.
    package func harvest(_ folder: String) throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let present = Dictionary(uniqueKeysWithValues: plan.definitions.map { ($0.id, $0.fingerprint) })
        for name in names where name.hasPrefix("orders-") {
            guard let file = try? OrderFile("\(folder)/\(name)") else { continue }
            for order in file.orders
            where plan.kernels.contains(where: { $0.release == order.kernel }) && order.grader == plan.grader {
                guard order.checks.allSatisfy({ present[$0.id] == $0.fingerprint }),
                    let result = OrderFile.outcome(of: order, in: "\(folder)/answers")?.result
                else { continue }
                let work = Work(
                    key: Work.Key(submission: order.submission, seed: order.seed), student: order.student,
                    kernel: order.kernel, checks: order.checks.map(\.id))
                // Claimed like any other: what is finished, or claimed by another batch, is left as it is.
                guard case .taken = try gradebook.claim(work, plan, batch) else { continue }
                try gradebook.record(work.key, plan.on(order.kernel), result)
            }
        }
    }

    /// Shows what the executor as a whole is doing; news are also kept in a log.
    package func note(_ text: String?, isNews: Bool = false) { board.note(text, isNews: isNews) }

    /// Says how many tasks of a cluster run, and how many submissions that one has to do that has most.
    package func note(running: Int, longest: Int) { board.cluster(running: running, longest: longest) }

    /// Carries everything out, and comes back to what other batches had claimed once they are gone.
    ///
    /// - Throws: ``Stopped``, `CancellationError`, and what went wrong with the gradebook; what was finished is kept.
    package func carryOut(by executor: some Executor) async throws {
        defer { close() }
        try await sweep(executor)
        while true {
            try await executor.carryOut(self)
            try Task.checkCancellation()
            guard try renew() else { return }
            // A batch that holds a claim now is at work and does not wait; this batch holds none. So two batches never
            // wait for each other.
            let others = try holders()
            guard let other = others.first else { continue }
            note("waiting for the batch \(other), which grades the rest", isNews: true)
            try await gradebook.awaitEnd(ofBatch: other)
            note(nil)
        }
    }

    /// Queues what is pending and was not tried by this batch.
    ///
    /// - Returns: whether there is any.
    private func renew() throws -> Bool {
        let pending = try gradebook.pending(plan)
        return state.withLock { state in
            state.queue = Self.slowLast(
                pending.filter { only?.contains($0.student) != false && !state.tried.contains($0.task) }, gradebook
            ).reversed()
            board.grow(to: state.queue.count)
            return !state.queue.isEmpty
        }
    }

    /// The batches that hold everything that is queued; none when something of it is free.
    private func holders() throws -> [String] {
        var others: [String] = []
        for work in state.withLock({ $0.queue }) {
            guard let holder = try gradebook.holder(of: work.task) else { return [] }
            others.append(holder)
        }
        return others
    }

    /// Gives back what was claimed and removes the scratch folder.
    private func close() {
        guard
            state.withLock({ state in
                defer { state.isClosed = true }
                return !state.isClosed
            })
        else { return }
        try? gradebook.end(batch)
        if !state.withLock(\.isLeft) { try? FileManager.default.removeItem(atPath: scratch) }
    }

    /// Leaves the batch's folder for the next batch to collect: something may still be at work in it.
    package func leaveFolder() { state.withLock { $0.isLeft = true } }

    deinit { close() }

    /// The next order, claimed and with its sources laid out; nil when nothing is left.
    package func next() throws -> Order? {
        while let work = state.withLock({ $0.queue.popLast() }) {
            switch try gradebook.claim(work, plan, batch) {
            case .done: board.finish(nil, student: label(work.student, on: work.kernel))
            case .held: continue
            case .taken(let work):
                state.withLock { _ = $0.tried.insert(work.task) }
                let folder = "\(scratch)/\(work.key.submission.prefix(16))-\(work.key.seed)-\(work.kernel)"
                try layOut(try gradebook.sources(work.key.submission), in: folder)
                return Order(
                    submission: work.key.submission, seed: work.key.seed, student: work.student, folder: folder,
                    checks: checks(work.checks),
                    settled: work.settled, kernel: work.kernel, grader: plan.grader,
                    unfinished: gradebook.unfinishedFile(of: work.task),
                    patience: state.withLock { Self.patience($0.durations) })
            }
        }
        // What was put aside, this time to its end.
        return state.withLock { state in
            guard !state.aside.isEmpty else { return nil }
            var order = state.aside.removeFirst()
            order.patience = nil
            return order
        }
    }

    /// What an order is called for people: the student, and the kernel where there are several.
    func label(_ order: Order) -> String { label(order.student, on: order.kernel) }

    private func label(_ student: String, on kernel: String) -> String {
        plan.name(of: kernel).map { "\(student) on \($0)" } ?? student
    }

    private func checks(_ ids: [String]) -> [Order.Check] {
        state.withLock { state in
            if state.checks.ids != ids {
                let fingerprints = Dictionary(uniqueKeysWithValues: plan.definitions.map { ($0.id, $0.fingerprint) })
                state.checks = (ids, ids.map { Order.Check(id: $0, fingerprint: fingerprints[$0] ?? "") })
            }
            return state.checks.list
        }
    }

    private func layOut(_ sources: SourceSet, in folder: String) throws {
        for file in sources.files {
            let path = "\(folder)/\(file.path)"
            let parent = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
            try FileManager.default.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
            try Data(file.bytes).write(to: URL(filePath: path))
        }
    }

    /// Enters the result of an order. A failure is entered as errors of its checks, which later batches try again.
    package func finish(_ order: Order, _ outcome: Outcome) throws {
        if let ended = outcome.asideAfter {
            state.withLock { $0.aside.append(order) }
            board.putAside(label(order), after: ended, of: order.checks.count)
            return
        }
        let result = outcome.result ?? failed(order, outcome.failure ?? "no reason is known")
        let failures = state.withLock { state in
            // Where a control worked after the failure, it is the submission that cannot be graded.
            state.failures = outcome.result == nil && outcome.isMachineFit != true ? state.failures + 1 : 0
            return state.failures
        }
        try gradebook.record(Work.Key(submission: order.submission, seed: order.seed), plan.on(order.kernel), result)
        state.withLock { $0.durations.append(result.duration) }
        try? FileManager.default.removeItem(atPath: order.folder)
        if let path = order.unfinished {
            unlink(path)
            rmdir("\(gradebook.folder)/\(Gradebook.unfinishedFolder)")
        }
        board.finish(result, student: label(order))
        if failures >= Self.failuresInARow { throw Stopped(reason: outcome.failure ?? "no reason is known") }
    }

    private func failed(_ order: Order, _ reason: String) -> SubmissionResult {
        let wanted = Set(order.checks.map(\.id))
        let checks = plan.definitions.filter { wanted.contains($0.id) }.map {
            CheckResult($0.heading, status: .error, message: "the grader could not do its work: \(reason)")
        }
        return SubmissionResult(kernel: order.kernel, duration: 0, checks: checks, seed: order.seed)
    }
}
