/// The resources to request from a cluster.
package struct JobRequest: Sendable, Hashable {
    /// Submissions in one task.
    package var chunk: Int
    /// Tasks that may run at the same time; nil when only the cluster limits them.
    package var tasksAtOnce: Int?
    package var partition: String?
    package var account: String?
    /// Minutes for one submission, on average over a task. Modules that hang take the longest.
    package var minutes: Int
    /// Memory of one task, in MiB.
    package var memory: Int
    /// More options of sbatch, passed on unchanged.
    package var further: [String]

    package init(
        chunk: Int = 10, tasksAtOnce: Int? = nil, partition: String? = nil, account: String? = nil, minutes: Int = 5,
        memory: Int = 1024, further: [String] = []
    ) {
        self.chunk = chunk
        self.tasksAtOnce = tasksAtOnce
        self.partition = partition
        self.account = account
        self.minutes = minutes
        self.memory = memory
        self.further = further
    }

    /// The arguments of sbatch for these tasks.
    ///
    /// - Parameters:
    ///   - tasks: the number of tasks, which is that of the order files.
    ///   - attempt: how often the batch has submitted tasks, this time included.
    ///   - name: the job's name, by which it is cancelled.
    ///   - folder: shared with the nodes; holds the orders, the script, and the output of the tasks.
    /// - Returns: all words of the command line after `sbatch`.
    package func arguments(tasks: Int, attempt: Int, name: String, folder: String) -> [String] {
        var array = tasks > 1 ? "0-\(tasks - 1)" : "0"
        if let tasksAtOnce { array += "%\(tasksAtOnce)" }
        var line = [
            "--parsable", "--requeue", "--job-name=\(name)", "--array=\(array)", "--ntasks=1", "--cpus-per-task=1",
            "--mem=\(memory)M", "--time=\(minutes * chunk)", "--open-mode=append",
            "--output=\(folder)/task-\(attempt)-%a.log",
        ]
        if let partition { line.append("--partition=\(partition)") }
        if let account { line.append("--account=\(account)") }
        return line + further + ["\(folder)/task.sh", folder, "\(attempt)"]
    }

    /// The script of a task: it grades the submissions of its order file.
    ///
    /// - Parameters:
    ///   - program: the path of the grader on the nodes.
    ///   - arguments: options for it, for example which labs it reads.
    /// - Returns: the text of a shell script.
    package static func script(program: String, arguments: [String]) -> String {
        let options = arguments.map { " " + quoted($0) }.joined()
        return """
            #!/bin/sh
            # One task: grades the submissions of its order file.
            exec \(quoted(program)) work\(options) --orders "$1/orders-$2-$SLURM_ARRAY_TASK_ID.jsonl" --answers "$1/answers"

            """
    }

    private static func quoted(_ text: String) -> String {
        "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
