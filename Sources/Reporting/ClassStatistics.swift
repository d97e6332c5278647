import Results

/// The sums and averages of a class.
struct ClassStatistics {
    /// The labs' folder names, in the order of the rubric.
    let labs: [String]
    /// The checks of the rubric, each as the first student with it has it.
    let checks: [CheckResult]
    /// The marks of all students that have one, ascending. What waits for a verdict or for a person is no mark, and not 0.
    let marks: [Double]
    /// Students who handed something in and have no mark yet.
    let open: Int
    /// The most points that a student could have.
    let maxScore: Double

    init(_ classResult: ClassResult) {
        var labs: [String] = []
        var checks: [CheckResult] = []
        var known: Set<String> = []
        for check in classResult.students.flatMap({ $0.current?.result.checks ?? [] })
        where known.insert(check.id).inserted {
            checks.append(check)
            if !labs.contains(check.lab) { labs.append(check.lab) }
        }
        self.labs = labs
        self.checks = checks
        marks = classResult.students.compactMap(\.mark).sorted()
        open = classResult.students.count { $0.current != nil && $0.mark == nil }
        maxScore = classResult.students.map(\.maxScore).max() ?? 0
    }

    var mean: Double? { marks.isEmpty ? nil : marks.sumOfPoints(\.self) / Double(marks.count) }

    var median: Double? {
        guard !marks.isEmpty else { return nil }
        let middle = marks.count / 2
        return marks.count % 2 == 1 ? marks[middle] : (marks[middle - 1] + marks[middle]) / 2
    }

    /// How many marks fall into each of `count` equal parts of 0...maxScore.
    func histogram(_ count: Int) -> [Int] {
        var bins = [Int](repeating: 0, count: count)
        for mark in marks where maxScore > 0 {
            bins[min(max(Int(mark / maxScore * Double(count)), 0), count - 1)] += 1
        }
        return bins
    }
}
