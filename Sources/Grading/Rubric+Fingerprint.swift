import StableHash

extension Rubric.Check {
    /// What tells and what counts, but does not decide: all that may be edited without the check being done again.
    private static let undecisive: Set = [
        "lab", "title", "points", "why", "hints", "isCore", "isHidden", "lesson",
    ]

    /// Changes with everything that may influence the verdict: every other field of the check, and the target
    /// program that its processes run. For `targets` see `TargetPrograms.fingerprints` of Installation.
    package func fingerprint(targets: [String: String]) -> String {
        var hash = StableHash()
        hash.add(targets[situation.program] ?? "")
        // By reflection, so that a field that is added later decides until somebody says that it does not.
        for (label, value) in Mirror(reflecting: self).children {
            guard let label, !Self.undecisive.contains(label) else { continue }
            hash.add("\(label)=\(Self.text(value))")
        }
        return hash.text
    }

    /// Dictionaries and sets come in another order each time.
    private static func text(_ value: Any) -> String {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .dictionary, .set:
            return "{\(mirror.children.map { text($0.value) }.sorted().joined(separator: ","))}"
        case .none: return "\(value)"
        case .enum where mirror.children.isEmpty: return "\(value)"
        default:
            return "(\(mirror.children.map { "\($0.label ?? "")=\(text($0.value))" }.joined(separator: ",")))"
        }
    }
}
