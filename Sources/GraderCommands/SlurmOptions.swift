import ArgumentParser
import Slurm

/// What is asked of a cluster.
struct SlurmOptions: ParsableArguments {
    @Option(help: "Submissions a task.")
    var chunk = 10

    @Option(help: "Tasks at once; left out: as many as the cluster gives.")
    var tasks: Int?

    @Option(help: "The partition; left out: the cluster's own choice.")
    var partition: String?

    @Option(help: "The account that is charged.")
    var account: String?

    @Option(help: "Minutes a submission may take, on average over a task.")
    var minutes = 5

    @Option(help: "Mebibytes a task.")
    var memory = 1024

    @Option(help: "Seconds between looks at the queue.")
    var interval = 5

    @Option(help: "Minutes for which a cluster that does not answer is asked again.")
    var patience = 15

    @Option(help: "A further option of sbatch, for example --sbatch=--qos=teaching; may be repeated.")
    var sbatch: [String] = []

    func validate() throws {
        guard chunk > 0, minutes > 0, memory > 0, interval > 0, patience > 0, tasks ?? 1 > 0 else {
            throw ValidationError(
                "--chunk, --tasks, --minutes, --memory, --interval and --patience take numbers above 0")
        }
    }

    func executor(program: String, arguments: [String] = []) -> SlurmExecutor {
        SlurmExecutor(
            JobRequest(
                chunk: chunk, tasksAtOnce: tasks, partition: partition, account: account, minutes: minutes,
                memory: memory, further: sbatch), program: program, arguments: arguments, interval: .seconds(interval),
            patience: .seconds(60 * patience))
    }
}
