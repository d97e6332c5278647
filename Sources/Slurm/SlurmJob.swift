import Batching
import FoundationEssentials
import Glibc

/// The orders of a batch in the shared folder, and which of them are still open.
struct SlurmJob {
    let folder: String
    /// The open orders, by the number of the task.
    private var chunks: [[Order]]
    /// How a task that was not finished ended last, by its number.
    private var endings: [Int: String] = [:]

    /// Writes the order files and the tasks' script.
    init(_ orders: [Order], chunk: Int, folder: String, program: String, arguments: [String] = []) throws {
        self.folder = folder
        chunks = stride(from: 0, to: orders.count, by: chunk).map { Array(orders[$0..<min($0 + chunk, orders.count)]) }
        try FileManager.default.createDirectory(atPath: "\(folder)/answers", withIntermediateDirectories: true)
        for (number, chunk) in chunks.enumerated() {
            try OrderFile.write(chunk, to: "\(folder)/orders-\(number).jsonl")
        }
        let script = JobRequest.script(program: program, arguments: arguments)
        try script.write(toFile: "\(folder)/task.sh", atomically: true, encoding: .utf8)
        chmod("\(folder)/task.sh", 0o755)
    }

    /// Tasks with missing answers.
    var open: [Int] { chunks.indices.filter { !chunks[$0].isEmpty } }

    /// Enters the answers that have arrived since the last call.
    mutating func collect(_ run: BatchRun) throws {
        for number in chunks.indices {
            for order in chunks[number] {
                guard let outcome = OrderFile.outcome(of: order, in: "\(folder)/answers") else { continue }
                chunks[number].removeAll { $0 == order }
                try run.finish(order, outcome)
            }
        }
    }

    /// Remembers how unfinished tasks ended.
    mutating func note(_ states: [Int: JobState], of tasks: [Int]) {
        for task in tasks where !chunks[task].isEmpty {
            switch states[task] {
            case .failed(let reason): endings[task] = reason
            case .completed: endings[task] = "COMPLETED without an answer"
            case nil: endings[task] = "forgotten by Slurm"
            default: break
            }
        }
    }

    /// How the open tasks ended last, for example `2 PREEMPTED, 1 FAILED`; nil when none has ended.
    var complaint: String? {
        let counts = open.compactMap { endings[$0] }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        guard !counts.isEmpty else { return nil }
        return counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    /// Enters errors for the submissions that the cluster did not finish. They cost no points, and a later batch tries
    /// again.
    mutating func giveUp(_ run: BatchRun) throws {
        for number in open {
            let ending = endings[number] ?? "unknown"
            let log = (try? String(contentsOfFile: "\(folder)/task-\(number).log", encoding: .utf8)) ?? ""
            let words = log.split(separator: "\n").last.map { ": \($0.prefix(200))" } ?? ""
            let orders = chunks[number]
            chunks[number] = []
            for order in orders {
                try run.finish(order, Outcome(order, failure: "the cluster's task ended as \(ending)\(words)"))
            }
        }
    }
}
