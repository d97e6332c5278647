package import Grading
package import Results
import Words

/// Which checks of a rubric are asked for on the command line: those that every given option names. What they need is
/// tried too, and not reported.
package struct CheckSelection {
    /// Ids or patterns with `*`, with commas between; nil for all.
    let patterns: String?
    /// The number of a lab, which its folder begins with; nil for all.
    let lab: Int?
    /// Names of the skeleton's TODOs such as `2.4`, with commas between; nil for all.
    let todos: String?
    /// Ids of checks that did not pass the last time; nil for all.
    let failed: Set<String>?

    /// A selection by these options; nil for an option that is not given.
    package init(patterns: String?, lab: Int?, todos: String? = nil, failed: Set<String>? = nil) {
        self.patterns = patterns
        self.lab = lab
        self.todos = todos
        self.failed = failed
    }

    /// Finds the ids that are asked for.
    ///
    /// - Parameters:
    ///   - rubric: What may be asked for.
    ///   - whole: The rubric that `rubric` is the core of: it tells what is unknown from what is not of the core.
    /// - Returns: The ids; nil for all.
    /// - Throws: `Failure` with status 2 for a pattern, a lab or a TODO that names no check, and where no check is named by
    ///   all of the options.
    package func ids(of rubric: Rubric, whole: Rubric? = nil) throws -> Set<String>? {
        try ids(of: rubric.checks.map(\.heading), whole: whole?.checks.map(\.heading))
    }

    /// The same among checks that are known by what people read about them.
    package func ids(of rubric: [CheckHeading], whole: [CheckHeading]? = nil) throws -> Set<String>? {
        let whole = whole ?? rubric
        var sets: [Set<String>] = []
        if let lab { sets.append(try Self.ids(ofLab: lab, whole)) }
        if let patterns { sets.append(try Self.ids(fitting: patterns, whole)) }
        if let todos { sets.append(try Self.ids(turningWith: todos, whole)) }
        if let failed { sets.append(try Self.ids(among: failed, whole)) }
        guard let first = sets.first else { return nil }
        let chosen = sets.dropFirst().reduce(first) { $0.intersection($1) }
        let offered = chosen.intersection(rubric.map(\.id))
        guard offered.isEmpty else { return offered }
        guard chosen.isEmpty else {
            throw usage("\(options) \(given == 1 ? "names" : "name") no check of the core: leave out --core")
        }
        throw usage("\(options) have no check in common: leave one of them out")
    }

    /// The options as they were given.
    private var options: String {
        [
            lab.map { "--lab \($0)" }, patterns.map { "--check \($0.visibleLine)" },
            todos.map { "--todo \($0.visibleLine)" }, failed.map { _ in "--failed" },
        ].compactMap { $0 }.joined(separator: " and ")
    }

    private var given: Int { [lab != nil, patterns != nil, todos != nil, failed != nil].count { $0 } }

    private static func ids(ofLab lab: Int, _ rubric: [CheckHeading]) throws -> Set<String> {
        let ids = rubric.filter { $0.lab.prefix { $0.isNumber } == "\(lab)" }.map(\.id)
        guard !ids.isEmpty else {
            let labs = Set(rubric.map(\.lab)).sorted().joined(separator: ", ")
            throw usage("there is no lab \(lab); the labs are \(labs)")
        }
        return Set(ids)
    }

    private static func ids(fitting patterns: String, _ rubric: [CheckHeading]) throws -> Set<String> {
        var chosen: Set<String> = []
        for pattern in words(patterns) {
            let found = rubric.map(\.id).filter { fits($0[...], pattern) }
            guard !found.isEmpty else {
                throw usage(
                    "no check is called \(pattern.visibleLine): `grader explain` lists them, and * stands for any letters"
                )
            }
            chosen.formUnion(found)
        }
        guard !chosen.isEmpty else { throw usage("--check names no check: `grader explain` lists them") }
        return chosen
    }

    private static func ids(turningWith todos: String, _ rubric: [CheckHeading]) throws -> Set<String> {
        let names = words(todos)
        let known = Set(rubric.flatMap(\.todos))
        guard !known.isEmpty else { throw usage("no check of this rubric names a TODO: leave out --todo") }
        let list = TodoNames(known).text
        guard !names.isEmpty else { throw usage("--todo names no TODO; there are \(list)") }
        for name in names where !known.contains(String(name)) {
            // `2` is what somebody types who wants the lab.
            let isLab = known.contains { $0.hasPrefix("\(name).") }
            let advice = isLab ? "; for the whole lab use --lab \(name)" : ""
            throw usage("there is no TODO \(name.visibleLine); there are \(list)\(advice)")
        }
        return Set(rubric.filter { $0.todos.contains { names.contains($0[...]) } }.map(\.id))
    }

    private static func ids(among failed: Set<String>, _ rubric: [CheckHeading]) throws -> Set<String> {
        guard !failed.isEmpty else {
            throw usage("nothing failed the last time: leave out --failed to try all checks")
        }
        let ids = failed.intersection(rubric.map(\.id))
        guard !ids.isEmpty else {
            throw usage("the checks that failed the last time are no longer in the rubric: leave out --failed")
        }
        return ids
    }

    private static func usage(_ sentence: String) -> Failure { Failure(description: sentence, status: 2) }

    private func usage(_ sentence: String) -> Failure { Self.usage(sentence) }

    /// What stands between commas, without the blanks around it.
    private static func words(_ list: String) -> [Substring] { list.split { $0 == "," || $0 == " " } }

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
