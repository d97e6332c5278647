/// Checks the numbers of the tasks: each occurs once, and none is left out.
struct TaskList {
    let file: String

    /// The tasks in the order of their numbers.
    func checked(_ tasks: [LabTask]) throws(MarkerError) -> [LabTask] {
        let sorted = tasks.sorted { ($0.lab, $0.number, $0.line) < ($1.lab, $1.number, $1.line) }
        var previous: LabTask?
        for task in sorted {
            let expected = previous.flatMap { $0.lab == task.lab ? $0.number + 1 : nil } ?? 1
            if let previous, previous.lab == task.lab, previous.number == task.number {
                throw MarkerError(
                    file: file, line: task.line,
                    reason: "there are two tasks \(task.name), the other one is in line \(previous.line)")
            }
            guard task.number == expected else {
                throw MarkerError(
                    file: file, line: task.line, reason: "there is a task \(task.name), but no \(task.lab).\(expected)")
            }
            previous = task
        }
        return sorted
    }
}
