import FoundationEssentials
import Glibc
package import Installation

/// Grades on this machine, several submissions at once: while one is compiled, machines of others run.
package struct LocalExecutor: Executor {
    /// Processes that grade at once, and what they have of the host's memory.
    package let plan: WorkerPlan
    private let program: String
    private let arguments: [String]

    /// An executor with `workers` processes, or with as many as cores and memory allow; `program` is the grader, which
    /// carries out orders from its input when it is called with `arguments`. `needs` says what machines were seen to need.
    package init(workers: Int? = nil, needs: ObservedNeeds, program: String, arguments: [String]) {
        plan = WorkerPlan(
            workers: workers, cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)), available: HostMemory.available,
            needs: needs.most)
        self.program = program
        self.arguments = arguments
    }

    /// See ``Executor``.
    package func carryOut(_ run: BatchRun) async throws {
        // Where the file cannot be made nobody waits for memory.
        let ledger = "\(run.scratch)/memory"
        _ = MemoryLedger.make(ledger, bytes: plan.spare)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<plan.workers { group.addTask { try await work(number, run) } }
            // The first worker that throws ends the others.
            try await group.waitForAll()
        }
    }

    private func work(_ number: Int, _ run: BatchRun) async throws {
        var process: WorkerProcess?
        defer { run.board.rest(number) }
        while let order = try run.next() {
            run.board.begin(number, student: run.label(order))
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
                    ?? WorkerProcess(
                        program: program,
                        arguments: arguments + ["--memory", "\(run.scratch)/memory", "--share", "\(plan.share)"],
                        log: "\(run.scratch)/worker-\(number).log")
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
