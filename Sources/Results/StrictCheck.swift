/// The one check that stands for what the strict kernel says of a submission. Its verdict is measured like any other; what it
/// is worth, the policy of a class says.
public enum StrictCheck {
    /// Its id.
    public static let id = "strict.findings"

    /// The lab that reports show it in.
    public static let lab = "strict"

    /// The severity of a remark that is one of its findings.
    public static let severity = "strict"

    /// The mistakes that it tells of, by their ids, as docs/instructors.md has them.
    public static let mistakes: Set<String> = [
        "mmap-lock-missing", "rcu-lock-missing", "memory-overrun", "buffer-overrun", "stack-buffer-overrun",
        "use-after-free", "memory-freed-twice", "wrong-pointer-freed", "sleep-in-atomic-context", "mmap-lock-kept",
        "own-lock-kept", "spinlock-kept", "rcu-lock-kept", "lock-taken-twice", "lock-order-inverted", "lock-not-held",
        "memory-leaked", "undefined-result",
    ]

    /// What people read about it.
    ///
    /// - Parameter points: What is to be had for a module of which the strict kernel says nothing.
    /// - Returns: What stands above the verdict.
    public static func heading(points: Double) -> CheckHeading {
        CheckHeading(
            id: id, title: "gives the strict kernel nothing to complain of", lab: lab, points: points,
            why: "A leak, a missing lock or a byte too many does no harm on most days.",
            hints: [
                "Which lines do the strict kernel's remarks name?",
                "grader check --strict shows the same once the kernel is built.",
            ], isCore: false)
    }

    /// What its verdict depends on, beside the sources: the kernel that judged.
    ///
    /// - Parameter release: The release of the strict kernel.
    /// - Returns: A text that is another one for another kernel.
    public static func fingerprint(release: String) -> String { "strict 1 \(release)" }
}

extension [Remark] {
    /// The mistakes that the strict kernel found, each once, in the order of the remarks.
    public var strictMistakes: [String] {
        var found: [String] = []
        for remark in self where remark.severity == StrictCheck.severity {
            guard let mistake = remark.mistake, !found.contains(mistake) else { continue }
            found.append(mistake)
        }
        return found
    }
}
