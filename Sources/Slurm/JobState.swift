/// The state of a task, as squeue and sacct report it.
package enum JobState: Sendable, Hashable {
    /// The task waits for its turn, or will run again.
    case waiting
    /// The task runs, is starting, or is being finished.
    case running
    case completed
    /// The task was cancelled with scancel.
    case cancelled
    /// The task ended without finishing, for the reason that Slurm gives; it may be tried again.
    case failed(String)

    /// Reads a state as Slurm writes it, for example `CANCELLED by 1000`, `OUT_OF_MEMORY` or `COMPLETED+`.
    package init(_ text: some StringProtocol) {
        let word = text.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }.uppercased()
        switch word {
        case "PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD": self = .waiting
        case "RUNNING", "CONFIGURING", "COMPLETING", "SUSPENDED", "STOPPED", "RESIZING", "SIGNALING", "STAGE_OUT":
            self = .running
        case "COMPLETED": self = .completed
        case "CANCELLED": self = .cancelled
        default: self = .failed(word.isEmpty ? "UNKNOWN" : word)
        }
    }

    /// Whether the task has ended and will give no more answers.
    package var isOver: Bool {
        switch self {
        case .waiting, .running: false
        case .completed, .cancelled, .failed: true
        }
    }

    /// Whether the cluster has ended the task for a reason of its own, which says nothing about what the task was doing.
    var isClustersDoing: Bool {
        switch self {
        case .failed(let reason):
            [
                "NODE_FAIL", "PREEMPTED", "BOOT_FAIL", "REVOKED", "LAUNCH_FAILED", "RECONFIG_FAIL",
                "forgotten by Slurm",
            ].contains(reason)
        case .waiting, .running, .completed, .cancelled: false
        }
    }

    /// Reads lines of `job_task|STATE`, as ``Slurm/states(of:)`` has both programs print them; other lines are ignored.
    ///
    /// - Returns: the states, by the number of the task.
    package static func states(_ text: String) -> [Int: JobState] {
        var states: [Int: JobState] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false)
            guard fields.count >= 2, let mark = fields[0].lastIndex(of: "_"),
                let task = Int(fields[0][fields[0].index(after: mark)...])
            else { continue }
            states[task] = JobState(fields[1])
        }
        return states
    }
}
