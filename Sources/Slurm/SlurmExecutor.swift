package import Batching
import FoundationEssentials

/// Has a cluster grade: one job array, whose tasks take a chunk of submissions each, and find orders and leave answers in a
/// folder that the nodes share with this machine. Only this process touches the gradebook.
package struct SlurmExecutor: Executor {
    private let request: JobRequest
    private let program: String
    private let interval: Duration

    /// A task is submitted so often before its submissions are given up.
    private static let attempts = 3

    /// - Parameters:
    ///   - request: what is asked of the cluster.
    ///   - program: the grader, at a path that the nodes share.
    ///   - interval: between looks at the answers and the queue.
    package init(_ request: JobRequest, program: String, interval: Duration = .seconds(5)) {
        self.request = request
        self.program = program
        self.interval = interval
    }

    /// The cluster's part of a batch's name.
    private static func name(_ batch: String) -> String { "mtest-\(batch)" }

    package func carryOut(_ run: BatchRun) async throws {
        var orders: [Order] = []
        while let order = try run.next() { orders.append(order) }
        guard !orders.isEmpty else { return }
        let folder = "\(run.scratch)/slurm"
        var job = try SlurmJob(orders, chunk: request.chunk, folder: folder, program: program)
        let name = Self.name(run.id)
        do {
            for attempt in 1...Self.attempts where !job.open.isEmpty {
                try await carryOut(&job, attempt: attempt, name: name, run)
            }
            try job.giveUp(run)
        } catch {
            // Also when cancelled: the cluster goes on with nothing, and what it has finished is kept. A task of its own,
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
            // After the states: what a task that is over has left is there by now.
            try job.collect(run)
            job.note(states, of: tasks)
            if tasks.contains(where: { states[$0] == .cancelled && job.open.contains($0) }) {
                throw Slurm.Refusal(program: "Slurm", said: "job \(number) was cancelled by somebody")
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
