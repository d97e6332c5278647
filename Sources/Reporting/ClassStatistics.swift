import Results

/// The sums and averages of a class.
struct ClassStatistics {
    /// What the class came to in one lab.
    struct Lab: Hashable {
        let name: String
        /// The most points that a student could have.
        let maxScore: Double
        /// Points of all students with a graded submission, ascending.
        let points: [Double]
    }

    /// What the class came to in one check.
    struct Tally: Hashable {
        /// As the first student with it has it.
        let check: CheckResult
        var passed = 0
        var failed = 0
        var errors = 0
        var untried = 0
        var all: Int { passed + failed + errors + untried }
    }

    /// The labs' folder names, in the order of the rubric.
    let labs: [String]
    /// The checks of the rubric, each as the first student with it has it.
    let checks: [CheckResult]
    /// How each of the ``checks`` ended.
    let tallies: [Tally]
    /// What came of each of the ``labs``.
    let labResults: [Lab]
    /// The marks of all students that have one, ascending. What waits for a verdict or for a person is no mark, and not 0.
    let marks: [Double]
    /// Students who handed something in and have no mark yet.
    let open: Int
    /// The most points that a student could have.
    let maxScore: Double

    init(_ classResult: ClassResult) {
        var labs: [String] = []
        var tallies: [Tally] = []
        var places: [String: Int] = [:]
        var points: [String: [Double]] = [:]
        var most: [String: Double] = [:]
        for student in classResult.students {
            var own: [String: (score: Double, maxScore: Double)] = [:]
            for check in student.current?.result.checks ?? [] {
                if places[check.id] == nil {
                    places[check.id] = tallies.count
                    tallies.append(Tally(check: check))
                    if !labs.contains(check.lab) { labs.append(check.lab) }
                }
                guard let place = places[check.id] else { continue }
                switch check.status {
                case .pass: tallies[place].passed += 1
                case .fail: tallies[place].failed += 1
                case .error: tallies[place].errors += 1
                case .blocked, .skipped, .notApplicable: tallies[place].untried += 1
                }
                let sum = own[check.lab] ?? (0, 0)
                own[check.lab] = (sum.score + student.handMarks.points(of: check), sum.maxScore + check.maxScore)
            }
            for (lab, sum) in own {
                points[lab, default: []].append(sum.score)
                most[lab] = max(most[lab] ?? 0, sum.maxScore)
            }
        }
        self.labs = labs
        self.tallies = tallies
        checks = tallies.map(\.check)
        labResults = labs.map { Lab(name: $0, maxScore: most[$0] ?? 0, points: (points[$0] ?? []).sorted()) }
        marks = classResult.students.compactMap(\.mark).sorted()
        open = classResult.students.count { $0.current != nil && $0.mark == nil }
        maxScore = classResult.students.map(\.maxScore).max() ?? 0
    }

    var mean: Double? { Self.mean(marks) }

    var median: Double? { Self.quantile(marks, 0.5) }

    static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sumOfPoints(\.self) / Double(values.count)
    }

    /// The value below which a share of the values is; `values` ascending. Between two of them, as far as the share is.
    static func quantile(_ values: [Double], _ share: Double) -> Double? {
        guard let last = values.last else { return nil }
        let place = share * Double(values.count - 1)
        let below = Int(place)
        guard below + 1 < values.count else { return last }
        return values[below] + (values[below + 1] - values[below]) * (place - Double(below))
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
