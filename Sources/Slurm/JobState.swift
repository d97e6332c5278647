/// What squeue and sacct say a task is at.
package enum JobState: Sendable, Hashable {
    /// It waits for its turn, or will run again.
    case waiting
    /// It runs, is being started, or its end is being written down.
    case running
    case completed
    /// Somebody called scancel.
    case cancelled
    /// It ended without being done, for the reason that Slurm gives; it may be tried again.
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

    /// Whether nothing more will come of it.
    package var isOver: Bool {
        switch self {
        case .waiting, .running: false
        case .completed, .cancelled, .failed: true
        }
    }

    /// Reads lines of `job_task|STATE`, as both programs print them when asked; other lines are passed over.
    ///
    /// - Returns: The states by the number of the task.
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
