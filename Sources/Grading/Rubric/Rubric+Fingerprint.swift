import StableHash

extension Rubric.Check {
    /// Changes with everything in the rubric that may influence the verdict: each field but those that people read and
    /// those that count, and the target program that the processes run. What the grader itself does with them is the
    /// grader's version.
    ///
    /// - Parameter targets: a hash of each target program by its name, see `TargetPrograms.fingerprints`.
    /// - Returns: sixteen hexadecimal digits.
    package func fingerprint(targets: [String: String]) -> String {
        var hash = StableHash()
        hash.add(targets[setup.program] ?? "")
        for (name, value) in decisive.sorted(by: { $0.key < $1.key }) { hash.add("\(name)=\(value)") }
        return hash.text
    }
}
