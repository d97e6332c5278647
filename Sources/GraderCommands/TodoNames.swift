/// Names of the skeleton's TODOs, for a sentence.
struct TodoNames {
    private let names: Set<String>

    /// These names; what is none is left out.
    init(_ names: some Sequence<String>) { self.names = Set(names) }

    /// The names of each lab, where they follow each other by the first and the last: `0.1 to 0.8, 1.1, 1.3`.
    var text: String {
        var runs: [(lab: Int, first: Int, last: Int)] = []
        let numbers = names.compactMap { name -> (Int, Int)? in
            let parts = name.split(separator: ".").map { Int($0) }
            guard parts.count == 2, let lab = parts[0], let number = parts[1] else { return nil }
            return (lab, number)
        }
        for (lab, number) in numbers.sorted(by: <) {
            if let run = runs.last, run.lab == lab, run.last + 1 == number {
                runs[runs.count - 1].last = number
            } else {
                runs.append((lab, number, number))
            }
        }
        return runs.map { run in
            run.first == run.last
                ? "\(run.lab).\(run.first)" : "\(run.lab).\(run.first) to \(run.lab).\(run.last)"
        }.joined(separator: ", ")
    }
}
