import Results

/// Verdicts of a class that are of an earlier rubric, kernel or grader: they count until they are measured anew.
struct OutdatedVerdicts {
    /// How many students have one, by the check's id.
    let students: [String: Int]
    /// What is said about them; nil where there are none.
    let sentence: String?

    init(_ classResult: ClassResult) {
        var students: [String: Int] = [:]
        var order: [String] = []
        var count = 0
        for current in classResult.students.compactMap(\.current) where !current.outdated.isEmpty {
            count += 1
            for id in Set(current.outdated) { students[id, default: 0] += 1 }
            for check in current.result.checks.map(\.id) where students[check] != nil && !order.contains(check) {
                order.append(check)
            }
        }
        self.students = students
        guard count > 0 else {
            sentence = nil
            return
        }
        let shown = order.prefix(3).joined(separator: ", ")
        let what = order.count > 3 ? "\(order.count) checks (\(shown), ...)" : shown
        sentence =
            "\(count) \(count == 1 ? "student has" : "students have") verdicts of an earlier rubric, kernel or grader in "
            + "\(what): they count until “grader batch --out” with the gradebook’s folder grades from the sources in it."
    }
}
