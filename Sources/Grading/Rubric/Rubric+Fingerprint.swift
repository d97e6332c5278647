import StableHash

extension Rubric {
    /// What changes with everything in the rubric that may influence a verdict, by the check's id: each field but those
    /// that people read and those that count, the target program that the processes run, and the same of the checks that it
    /// needs. What the grader itself does with them is the grader's version.
    ///
    /// - Parameter targets: a hash of each target program by its name, see `TargetPrograms.fingerprints`.
    /// - Returns: sixteen hexadecimal digits for each check.
    package func fingerprints(targets: [String: String]) -> [String: String] {
        var own: [String: String] = [:]
        for check in checks { own[check.id] = check.fingerprint(targets: targets) }
        var all: [String: String] = [:]
        for check in checks {
            let needs = closure(of: [check.id]).filter { $0.id != check.id }
            var hash = StableHash()
            for id in [check.id] + needs.map(\.id) { hash.add(own[id] ?? "") }
            all[check.id] = needs.isEmpty ? own[check.id] : hash.text
        }
        return all
    }
}

extension Rubric.Check {
    /// Of this check alone.
    fileprivate func fingerprint(targets: [String: String]) -> String {
        var hash = StableHash()
        hash.add(targets[setup.program] ?? "")
        for (name, value) in decisive.sorted(by: { $0.key < $1.key }) { hash.add("\(name)=\(value)") }
        return hash.text
    }
}
