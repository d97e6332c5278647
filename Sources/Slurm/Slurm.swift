import Subprocess

/// The programs of Slurm that the grader runs.
struct Slurm: Sendable {
    /// A program of Slurm is missing, or refuses a request because of the cluster or the given options.
    struct Refusal: Error, CustomStringConvertible {
        let program: String
        let said: String
        var description: String { "\(program) refuses: \(said)" }
    }

    /// Runs a program of Slurm.
    ///
    /// - Returns: its output.
    /// - Throws: ``Refusal``.
    static func run(_ program: String, _ arguments: [String]) async throws -> String {
        do {
            let result = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments), output: .string(limit: 64 << 20),
                error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else {
                let said = result.standardError.split(separator: "\n").last.map(String.init)
                throw Refusal(program: program, said: said ?? "\(result.terminationStatus)")
            }
            return result.standardOutput
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Refusal(
                program: program,
                said: "it is not installed here: run this command where the cluster's jobs are submitted")
        }
    }

    /// Submits a job.
    ///
    /// - Returns: the number of the job.
    static func submit(_ request: JobRequest, tasks: [Int], name: String, folder: String) async throws -> String {
        let said = try await run("sbatch", request.arguments(tasks: tasks, name: name, folder: folder))
        // `123` or `123;cluster`.
        let number = said.prefix { $0.isNumber }
        guard !number.isEmpty else { throw Refusal(program: "sbatch", said: said) }
        return String(number)
    }

    /// The states of a job's tasks, by their numbers. Tasks that Slurm has forgotten are left out.
    ///
    /// squeue remembers a task for some minutes after its end (MinJobAge); a cluster with accounting keeps it in sacct.
    static func states(of job: String) async throws -> [Int: JobState] {
        var states: [Int: JobState] = [:]
        // Without accounting sacct fails, which is not an error here.
        if let said = try? await run("sacct", ["-j", job, "-X", "-n", "-P", "-o", "JobID,State"]) {
            states = JobState.states(said)
        }
        do {
            let said = try await run("squeue", ["-j", job, "-t", "all", "-r", "-h", "-o", "%i|%T"])
            states.merge(JobState.states(said)) { _, now in now }
        } catch let refusal as Refusal where refusal.said.contains("Invalid job id") {
            // squeue has forgotten the job.
        }
        return states
    }

    /// Cancels all jobs of this name.
    static func cancel(name: String) async { _ = try? await run("scancel", ["--name=\(name)"]) }
}
