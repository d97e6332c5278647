import Subprocess

/// Slurm's own programs.
struct Slurm: Sendable {
    /// A program of Slurm's is missing or refuses. The cluster's, or the caller's options'.
    struct Refusal: Error, CustomStringConvertible {
        let program: String
        let said: String
        var description: String { "\(program) refuses: \(said)" }
    }

    /// Runs one.
    ///
    /// - Returns: what it printed.
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
                program: program, said: "it is not installed here: run this where the cluster's jobs are submitted")
        }
    }

    /// Submits a job.
    ///
    /// - Returns: its number.
    static func submit(_ request: JobRequest, tasks: [Int], name: String, folder: String) async throws -> String {
        let said = try await run("sbatch", request.arguments(tasks: tasks, name: name, folder: folder))
        // `123` or `123;cluster`.
        let number = said.prefix { $0.isNumber }
        guard !number.isEmpty else { throw Refusal(program: "sbatch", said: said) }
        return String(number)
    }

    /// What the tasks of a job are at, by their numbers; those that Slurm knows nothing of any more are left out.
    ///
    /// squeue remembers a task for minutes after its end (MinJobAge); a cluster with accounting knows it for good.
    static func states(of job: String) async throws -> [Int: JobState] {
        var states: [Int: JobState] = [:]
        // A cluster without accounting says so and fails, which is no failure here.
        if let said = try? await run("sacct", ["-j", job, "-X", "-n", "-P", "-o", "JobID,State"]) {
            states = JobState.states(said)
        }
        do {
            let said = try await run("squeue", ["-j", job, "-t", "all", "-r", "-h", "-o", "%i|%T"])
            states.merge(JobState.states(said)) { _, now in now }
        } catch let refusal as Refusal where refusal.said.contains("Invalid job id") {
            // Forgotten since.
        }
        return states
    }

    /// Cancels everything of this name.
    static func cancel(name: String) async { _ = try? await run("scancel", ["--name=\(name)"]) }
}
