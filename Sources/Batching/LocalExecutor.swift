import FoundationEssentials
import Glibc
import Installation

/// Grades on this machine, several submissions at once: while one is compiled, machines of others run.
package struct LocalExecutor: Executor {
    /// Processes that grade at once.
    package let workers: Int
    private let program: String
    private let arguments: [String]

    /// An executor with `workers` processes, or with as many as cores and memory allow; `program` is the grader, which
    /// carries out orders from its input when it is called with `arguments`.
    package init(workers: Int? = nil, program: String, arguments: [String]) {
        self.workers = workers ?? Self.usualWorkers
        self.program = program
        self.arguments = arguments
    }

    /// Bytes that a worker takes at most: in the check of a page of 1 GiB QEMU was seen to take 1.3 GB, and the worker
    /// itself has some 50 MB. All workers may come to it at the same time.
    private static let workerMemory = 1400 << 20

    /// A worker computes for most of its time and waits for the rest, so there is one more than there are cores. What
    /// the host, or the container around this process, has of memory bounds them.
    package static var usualWorkers: Int {
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return max(1, min(cores + 1, (HostMemory.available ?? workerMemory) / workerMemory))
    }

    /// See ``Executor``.
    package func carryOut(_ run: BatchRun) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<workers { group.addTask { try await work(number, run) } }
            // The first worker that throws ends the others.
            try await group.waitForAll()
        }
    }

    private func work(_ number: Int, _ run: BatchRun) async throws {
        var process: WorkerProcess?
        defer { run.board.rest(number) }
        while let order = try run.next() {
            run.board.begin(number, student: order.student)
            let outcome = try await outcome(order, number, run, &process)
            try Task.checkCancellation()
            try run.finish(order, outcome)
        }
    }

    /// A worker that ends while it grades is replaced once; if that one ends as well, the submission waits for a later batch,
    /// and a third one says whether this machine can grade at all.
    private func outcome(
        _ order: Order, _ number: Int, _ run: BatchRun, _ process: inout WorkerProcess?
    ) async throws -> Outcome {
        var words = ""
        for attempt in [order, order, order.control] {
            do {
                let worker =
                    try process
                    ?? WorkerProcess(program: program, arguments: arguments, log: "\(run.scratch)/worker-\(number).log")
                process = worker
                var outcome = try await worker.carryOut(attempt) { run.board.doing(number, $0) }
                if attempt.isControl { outcome.failure = Self.failure(words) }
                return outcome
            } catch let ended as WorkerProcess.Ended {
                process = nil
                try Task.checkCancellation()
                if !attempt.isControl { words = ended.words }
            }
        }
        return Outcome(order, failure: Self.failure(words))
    }

    private static func failure(_ words: String) -> String {
        "the grader's process ended while grading this submission (\(words))"
    }
}
