import Grading

/// Which checks of a rubric are asked for on the command line. What they need is tried too, and not reported.
struct CheckSelection {
    /// Ids or patterns with `*`, with commas between; nil for all.
    let patterns: String?
    /// The number of a lab, which its folder begins with; nil for all.
    let lab: Int?

    /// The ids that are asked for; nil for all.
    ///
    /// - Throws: `Failure` with status 2 for a pattern or a lab that names no check.
    func ids(of rubric: Rubric) throws -> Set<String>? {
        guard patterns != nil || lab != nil else { return nil }
        var checks = rubric.checks
        if let lab {
            checks = checks.filter { $0.lab.prefix { $0.isNumber } == "\(lab)" }
            guard !checks.isEmpty else {
                let labs = Set(rubric.checks.map(\.lab)).sorted().joined(separator: ", ")
                throw Failure(description: "there is no lab \(lab); the labs are \(labs)", status: 2)
            }
        }
        guard let patterns else { return Set(checks.map(\.id)) }
        var chosen: Set<String> = []
        for pattern in patterns.split(separator: ",") {
            let found = checks.map(\.id).filter { Self.fits($0[...], pattern) }
            guard !found.isEmpty else {
                throw Failure(
                    description:
                        "no check is called \(pattern): `grader explain` lists them, and * stands for any letters",
                    status: 2)
            }
            chosen.formUnion(found)
        }
        return chosen
    }

    /// Whether a name fits a pattern, in which `*` stands for any letters or none.
    private static func fits(_ name: Substring, _ pattern: Substring) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return name == pattern }
        guard name.hasPrefix(pattern[..<star]) else { return false }
        let rest = pattern[pattern.index(after: star)...]
        var tail = name[name.index(name.startIndex, offsetBy: pattern.distance(from: pattern.startIndex, to: star))...]
        while true {
            if fits(tail, rest) { return true }
            guard !tail.isEmpty else { return false }
            tail.removeFirst()
        }
    }
}
