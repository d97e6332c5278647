import Batching
import FoundationEssentials
import Glibc

/// The orders of a batch in the shared folder, and which of them are still open. What a task leaves open is given out again
/// in the next attempt.
struct SlurmJob {
    let folder: String
    /// The number of the attempt at hand, from 1.
    private(set) var attempt = 0
    /// The orders of this attempt's tasks, by the number of the task. Answered ones are left out.
    private(set) var tasks: [Int: [Order]] = [:]
    private var waiting: [Order]
    private let chunk: Int
    /// The place of each open order, by the name of its answer.
    private var places: [String: Int] = [:]
    /// How a task that was not finished ended last, by its number.
    private var endings: [Int: JobState] = [:]
    /// How often a task has ended at an order, by the name of the order, for a reason that may be the order's.
    private var strikes: [String: Int] = [:]
    /// How the task of an order ended last, and its last words.
    private var blame: [String: String] = [:]
    /// Attempts in a row that brought no answer, and whether the cluster was the reason of all of them.
    private var futile = 0
    private var isClustersFault = true
    private var answered = 0

    /// How often a task may end at a submission before the batch gives that submission up.
    private static let enoughStrikes = 3
    /// Attempts in a row without any answer after which the batch gives up; more where the nodes were lost, which says
    /// nothing about the next ones.
    private static let (enoughFutile, enoughLost) = (3, 10)
    /// Tasks of one job: MaxArraySize of slurm.conf(5) is 1001 where nobody has changed it.
    private static let mostTasks = 1000

    /// Writes the tasks' script. An order is written down with the attempt that it is part of.
    init(_ orders: [Order], chunk: Int, folder: String, program: String, arguments: [String] = []) throws {
        self.folder = folder
        self.chunk = max(chunk, (orders.count + Self.mostTasks - 1) / Self.mostTasks)
        waiting = orders
        try FileManager.default.createDirectory(atPath: "\(folder)/answers", withIntermediateDirectories: true)
        let script = JobRequest.script(program: program, arguments: arguments)
        try script.write(toFile: "\(folder)/task.sh", atomically: true, encoding: .utf8)
        chmod("\(folder)/task.sh", 0o755)
    }

    /// Tasks with missing answers.
    var open: [Int] { tasks.keys.filter { tasks[$0]?.isEmpty == false }.sorted() }

    /// Gives up what was tried often enough, and shares what is open out among the tasks of the next attempt: those at which
    /// a task has ended come last, each in a task of its own, where they cost no other submission anything.
    ///
    /// - Returns: whether anything is open.
    mutating func prepareAttempt(_ run: BatchRun) throws -> Bool {
        if attempt > 0 {
            review()
            try giveUp(run)
        }
        guard !waiting.isEmpty else { return false }
        attempt += 1
        let calm = waiting.filter { strikes[OrderFile.name(of: $0)] == nil }
        let odd = waiting.filter { strikes[OrderFile.name(of: $0)] != nil }
        let room = max(1, Self.mostTasks - odd.count)
        let size = max(chunk, (calm.count + room - 1) / room)
        var chunks = stride(from: 0, to: calm.count, by: size).map { Array(calm[$0..<min($0 + size, calm.count)]) }
        chunks += odd.map { [$0] }
        waiting = []
        (tasks, places, answered) = ([:], [:], 0)
        for (number, chunk) in chunks.enumerated() {
            try OrderFile.write(chunk, to: "\(folder)/orders-\(attempt)-\(number).jsonl")
            tasks[number] = chunk
            for order in chunk { places[OrderFile.name(of: order)] = number }
        }
        return true
    }

    /// Enters the answers that have arrived since the last call.
    ///
    /// - Returns: their number.
    mutating func collect(_ run: BatchRun) throws -> Int {
        // One look at the folder, whatever the number of open orders.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/answers")) ?? []
        var count = 0
        for name in names where name.hasSuffix(".json") {
            guard let number = places[String(name.dropLast(5))],
                let index = tasks[number]?.firstIndex(where: { "\(OrderFile.name(of: $0)).json" == name }),
                let order = tasks[number]?[index],
                let outcome = OrderFile.outcome(of: order, in: "\(folder)/answers")
            else { continue }
            tasks[number]?.remove(at: index)
            places[OrderFile.name(of: order)] = nil
            count += 1
            try run.finish(order, outcome)
        }
        answered += count
        return count
    }

    /// Remembers how unfinished tasks ended.
    mutating func note(_ states: [Int: JobState]) {
        for task in open {
            switch states[task] {
            case .some(let state) where !state.isOver: break
            case let state: endings[task] = state ?? .failed("forgotten by Slurm")
            }
        }
    }

    /// How the open tasks of the last attempt ended, for example `2 PREEMPTED, 1 FAILED`; nil when none has ended.
    private(set) var complaint: String?

    /// Looks back at the attempt that has ended: at which orders its tasks ended, and why.
    private mutating func review() {
        let ended = open.compactMap { endings[$0] }
        let counts = ended.map(Self.words).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        complaint =
            counts.isEmpty
            ? nil : counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        if answered > 0 { (futile, isClustersFault) = (0, true) } else { futile += 1 }
        for number in open {
            let ending = endings[number]
            let isLost = ending?.isClustersDoing ?? true
            if !isLost { isClustersFault = false }
            let log = (try? String(contentsOfFile: "\(folder)/task-\(attempt)-\(number).log", encoding: .utf8)) ?? ""
            let words = log.split(separator: "\n").last.map { ": \($0.prefix(200))" } ?? ""
            for order in tasks[number] ?? [] {
                let name = OrderFile.name(of: order)
                blame[name] = (ending.map(Self.words) ?? "unknown") + words
                if !isLost, OrderFile.isBegun(order, in: "\(folder)/answers") { strikes[name, default: 0] += 1 }
                waiting.append(order)
            }
        }
        (tasks, endings) = ([:], [:])
    }

    /// Enters errors for the submissions that the cluster does not finish. They cost no points, and a later batch tries
    /// again.
    private mutating func giveUp(_ run: BatchRun) throws {
        let isOver = futile >= (isClustersFault ? Self.enoughLost : Self.enoughFutile)
        let hopeless = waiting.filter { isOver || strikes[OrderFile.name(of: $0), default: 0] >= Self.enoughStrikes }
        waiting.removeAll { hopeless.contains($0) }
        for order in hopeless {
            let ending = blame[OrderFile.name(of: order)] ?? "unknown"
            try run.finish(order, Outcome(order, failure: "the cluster's task ended as \(ending)"))
        }
    }

    private static func words(_ state: JobState) -> String {
        switch state {
        case .failed(let reason): reason
        case .completed: "COMPLETED without an answer"
        case .cancelled: "CANCELLED"
        case .waiting, .running: "unknown"
        }
    }
}
