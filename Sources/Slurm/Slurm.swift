import Subprocess

/// The programs of Slurm that the grader runs.
struct Slurm: Sendable {
    /// A program of Slurm is missing, refuses a request, or gets no answer from the cluster.
    struct Refusal: Error, CustomStringConvertible {
        let program: String
        let said: String
        /// Whether the same request may succeed later: the controller did not answer, or not in time.
        var isPassing = false
        var description: String {
            isPassing ? "\(program) gets no answer: \(said)" : "\(program) refuses: \(said)"
        }
    }

    /// Seconds after which a program of Slurm is ended. They ask the controller again by themselves, each time for some
    /// ten seconds (MessageTimeout in slurm.conf(5)).
    private static let deadline = 60

    /// The exit statuses of timeout(1): the program ran out of time, was killed for it, or was not found.
    private static let (ranOut, wasKilled, notFound): (Int32, Int32, Int32) = (124, 137, 127)

    /// Runs a program of Slurm.
    ///
    /// - Returns: its output.
    /// - Throws: ``Refusal``.
    static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name("timeout"), arguments: Arguments(["--kill-after=5", "\(deadline)", program] + arguments),
            output: .string(limit: 64 << 20), error: .string(limit: 1 << 16))
        guard !result.terminationStatus.isSuccess else { return result.standardOutput }
        switch result.terminationStatus {
        case .exited(ranOut), .exited(wasKilled):
            throw Refusal(program: program, said: "it was ended after \(deadline) s", isPassing: true)
        case .exited(notFound):
            throw Refusal(
                program: program,
                said: "it is not installed here: run this command where the cluster's jobs are submitted")
        default:
            let said = result.standardError.split(separator: "\n").last.map(String.init)
            throw Refusal(
                program: program, said: said ?? "\(result.terminationStatus)",
                isPassing: isPassing(result.standardError))
        }
    }

    /// What Slurm's programs say when the controller, the network or munge is away for a while (slurm_errno.c and the
    /// system's own words). Anything else is said about the request.
    private static let passing = [
        "unable to contact slurm", "timed out", "in standby mode", "zero bytes were transmitted", "temporar",
        "connection refused", "connection reset", "connection failure", "connect failure", "not connected",
        "authentication error", "authentication credential", "munge", "no route to host", "unreachable",
        "communication", "slurmdbd", "try again", "name or service not known", "shutdown", "missing header",
    ]

    static func isPassing(_ complaint: String) -> Bool {
        let words = complaint.lowercased()
        return passing.contains { words.contains($0) }
    }

    /// Submits a job.
    ///
    /// - Returns: the number of the job.
    static func submit(_ request: JobRequest, tasks: Int, attempt: Int, name: String, folder: String) async throws
        -> String
    {
        let said = try await run(
            "sbatch", request.arguments(tasks: tasks, attempt: attempt, name: name, folder: folder))
        // `123` or `123;cluster`.
        let number = said.prefix { $0.isNumber }
        guard !number.isEmpty else { throw Refusal(program: "sbatch", said: said) }
        return String(number)
    }

    /// The states of a job's tasks, by their numbers. Tasks that Slurm has forgotten are left out.
    ///
    /// squeue remembers a task for some minutes after its end (MinJobAge); a cluster with accounting keeps it in sacct.
    ///
    /// - Throws: ``Refusal``, when squeue says nothing about the job: nothing is known then, since sacct alone does not
    ///   list the tasks that wait.
    static func states(of job: String) async throws -> [Int: JobState] {
        var states: [Int: JobState] = [:]
        do {
            states = JobState.states(try await run("squeue", ["-j", job, "-t", "all", "-r", "-h", "-o", "%i|%T"]))
        } catch let refusal as Refusal where refusal.said.contains("Invalid job id") {
            // squeue has forgotten the job.
        }
        // Without accounting sacct fails, which is not an error here.
        if let said = try? await run("sacct", ["-j", job, "-X", "-n", "-P", "-o", "JobID,State"]) {
            states = JobState.states(said).merging(states) { _, now in now }
        }
        return states
    }

    /// Cancels all jobs of this name, if there are any.
    ///
    /// - Throws: ``Refusal``.
    static func cancel(name: String) async throws { _ = try await run("scancel", ["--name=\(name)"]) }
}
