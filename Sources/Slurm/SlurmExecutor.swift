package import Batching
import FoundationEssentials

/// Grades on a cluster with one job array. Each task grades a chunk of submissions; it reads orders and writes answers
/// in a folder that the nodes share with this machine. Only this process writes to the gradebook.
package struct SlurmExecutor: Executor {
    private let request: JobRequest
    private let program: String
    private let arguments: [String]
    private let interval: Duration
    private let patience: Duration

    /// - Parameters:
    ///   - request: the resources to request from the cluster.
    ///   - program: the path of the grader, which the nodes must share.
    ///   - arguments: options for the grader on the nodes, which name folders that the nodes share too.
    ///   - interval: time between two checks of the answers and the queue.
    ///   - patience: how long a cluster that answers nothing is asked again.
    package init(
        _ request: JobRequest, program: String, arguments: [String] = [], interval: Duration = .seconds(5),
        patience: Duration = .seconds(900)
    ) {
        self.request = request
        self.program = program
        self.arguments = arguments
        self.interval = interval
        self.patience = patience
    }

    /// The name of a batch's jobs on the cluster.
    private static func name(_ batch: String) -> String { "mtest-\(batch)" }

    package func carryOut(_ run: BatchRun) async throws {
        var orders: [Order] = []
        while let order = try run.next() { orders.append(order) }
        guard !orders.isEmpty else { return }
        let folder = "\(run.scratch)/slurm"
        var job = try SlurmJob(orders, chunk: request.chunk, folder: folder, program: program, arguments: arguments)
        var silence = Silence(patience: patience)
        let name = Self.name(run.id)
        do {
            while try job.prepareAttempt(run) {
                try await carryOut(&job, name: name, &silence, run)
            }
        } catch {
            // Also after a cancellation: stop the cluster's tasks, and keep what they have finished. A separate task,
            // because a cancelled one cannot start scancel any more.
            let isStopped = await Task { (try? await Slurm.cancel(name: name)) != nil }.value
            // Tasks may still be at work in the folder: the next batch stops them, and collects what they have done.
            if !isStopped { run.leaveFolder() }
            _ = try? job.collect(run)
            throw error
        }
    }

    /// Carries out one attempt, until its tasks have ended or nothing is open.
    private func carryOut(_ job: inout SlurmJob, name: String, _ silence: inout Silence, _ run: BatchRun) async throws {
        let number = try await submit(job, name: name, &silence, run)
        let before = job.complaint.map { ", after \($0)" } ?? ""
        run.note("job \(number) of \(job.tasks.count) tasks, attempt \(job.attempt)\(before)", isNews: true)
        for await _ in Ticks(every: interval) {
            try Task.checkCancellation()
            var states: [Int: JobState]?
            var missed: Slurm.Refusal?
            do { states = try await Slurm.states(of: number) } catch let refusal as Slurm.Refusal { missed = refusal }
            // After reading the states, because the answers of a task that has ended are there by now.
            if try job.collect(run) > 0 { silence.sawWork(at: .now) }
            if job.open.isEmpty { return }
            guard let states else {
                try Task.checkCancellation()
                if let missed {
                    let told = try silence.missed(missed, at: .now)
                    run.note(told.text, isNews: told.isNews)
                }
                continue
            }
            if let text = silence.heard(at: .now) { run.note(text, isNews: true) }
            job.note(states)
            if job.open.contains(where: { states[$0] == .cancelled }) {
                throw Slurm.Refusal(program: "Slurm", said: "job \(number) was cancelled with scancel")
            }
            let running = states.values.count { $0 == .running }
            run.note(running: running, longest: job.open.compactMap { job.tasks[$0]?.count }.max() ?? 0)
            run.note("job \(number): \(running) of \(job.open.count) open tasks run, attempt \(job.attempt)")
            if job.tasks.keys.allSatisfy({ states[$0]?.isOver != false }) { return }
        }
        try Task.checkCancellation()
    }

    /// Submits the tasks of an attempt; where the cluster does not answer, again until it does.
    private func submit(_ job: SlurmJob, name: String, _ silence: inout Silence, _ run: BatchRun) async throws -> String
    {
        // A request that was not answered may have been carried out.
        var isInDoubt = false
        for await _ in Ticks(every: interval) {
            try Task.checkCancellation()
            do {
                if isInDoubt { try await Slurm.cancel(name: name) }
                let number = try await Slurm.submit(
                    request, tasks: job.tasks.count, attempt: job.attempt, name: name, folder: job.folder)
                if let text = silence.heard(at: .now) { run.note(text, isNews: true) }
                return number
            } catch let refusal as Slurm.Refusal where refusal.isPassing {
                try Task.checkCancellation()
                isInDoubt = true
                let told = try silence.missed(refusal, at: .now)
                run.note(told.text, isNews: told.isNews)
            }
        }
        throw CancellationError()
    }

    package func salvage(_ batch: String, _ folder: String, _ run: BatchRun) async throws {
        try? await Slurm.cancel(name: Self.name(batch))
        try run.harvest("\(folder)/slurm")
    }
}
