package import Batching
import FoundationEssentials

/// Grades on a cluster with one job array. Each task grades a chunk of submissions; it reads orders and writes answers
/// in a folder that the nodes share with this machine. Only this process writes to the gradebook.
package struct SlurmExecutor: Executor {
    private let request: JobRequest
    private let program: String
    private let arguments: [String]
    private let interval: Duration

    /// How often a task is submitted before the batch gives up its submissions.
    private static let attempts = 3

    /// - Parameters:
    ///   - request: the resources to request from the cluster.
    ///   - program: the path of the grader, which the nodes must share.
    ///   - arguments: options for the grader on the nodes, which name folders that the nodes share too.
    ///   - interval: time between two checks of the answers and the queue.
    package init(_ request: JobRequest, program: String, arguments: [String] = [], interval: Duration = .seconds(5)) {
        self.request = request
        self.program = program
        self.arguments = arguments
        self.interval = interval
    }

    /// The name of a batch's jobs on the cluster.
    private static func name(_ batch: String) -> String { "mtest-\(batch)" }

    package func carryOut(_ run: BatchRun) async throws {
        var orders: [Order] = []
        while let order = try run.next() { orders.append(order) }
        guard !orders.isEmpty else { return }
        let folder = "\(run.scratch)/slurm"
        var job = try SlurmJob(orders, chunk: request.chunk, folder: folder, program: program, arguments: arguments)
        let name = Self.name(run.id)
        do {
            for attempt in 1...Self.attempts where !job.open.isEmpty {
                try await carryOut(&job, attempt: attempt, name: name, run)
            }
            try job.giveUp(run)
        } catch {
            // Also after a cancellation: stop the cluster's tasks, and keep what they have finished. A separate task,
            // because a cancelled one cannot start scancel any more.
            await Task { await Slurm.cancel(name: name) }.value
            try? job.collect(run)
            throw error
        }
    }

    private func carryOut(_ job: inout SlurmJob, attempt: Int, name: String, _ run: BatchRun) async throws {
        let tasks = job.open
        let number = try await Slurm.submit(request, tasks: tasks, name: name, folder: job.folder)
        let before = job.complaint.map { ", after \($0)" } ?? ""
        run.note("job \(number) of \(tasks.count) tasks, attempt \(attempt)\(before)", isNews: true)
        for await _ in Ticks(every: interval) {
            try Task.checkCancellation()
            let states = try await Slurm.states(of: number)
            // After reading the states, because the answers of a task that has ended are there by now.
            try job.collect(run)
            job.note(states, of: tasks)
            if tasks.contains(where: { states[$0] == .cancelled && job.open.contains($0) }) {
                throw Slurm.Refusal(program: "Slurm", said: "job \(number) was cancelled with scancel")
            }
            let running = tasks.count { states[$0] == .running }
            run.note("job \(number): \(running) of \(job.open.count) open tasks run, attempt \(attempt)")
            if tasks.allSatisfy({ states[$0]?.isOver != false }) || job.open.isEmpty { return }
        }
        try Task.checkCancellation()
    }

    package func salvage(_ batch: String, _ folder: String, _ run: BatchRun) async throws {
        await Slurm.cancel(name: Self.name(batch))
        try run.harvest("\(folder)/slurm")
    }
}
