import Results

/// What has to be seen before a check says anything: a refusal means something only where the same command was seen to work.
package struct Need: Sendable, Hashable {
    /// Ids of checks; one that passes is enough.
    package let checks: [String]

    /// Reads an id, or several with the word `or` between them.
    init(_ text: String) {
        checks = text.split(separator: " ").map(String.init).filter { $0 != "or" }
    }
}

extension Rubric {
    /// A check of this id; nil where there is none.
    package func check(_ id: String) -> Check? { checks.first { $0.id == id } }

    /// The checks of these ids and all that they need, directly or not, in the order of the rubric.
    func closure(of ids: Set<String>) -> [Check] {
        let byID = Dictionary(checks.map { ($0.id, $0) }) { first, _ in first }
        var wanted: Set<String> = []
        var open = Array(ids)
        while let id = open.popLast() {
            if wanted.insert(id).inserted { open += byID[id]?.needs.flatMap(\.checks) ?? [] }
        }
        return checks.filter { wanted.contains($0.id) }
    }

    /// The check that comes first on a machine where these are tried with all that they need; nil where none needs one.
    package func first(for ids: Set<String>) -> Check? {
        CheckGroup.groups(of: Rubric(checks: closure(of: ids))).first?.checks.first
    }

    /// Refuses needs that no run could meet, and those that would tell students what is hidden from them.
    static func examineNeeds(_ checks: [Check]) throws(RubricFlaw) {
        let byID = Dictionary(checks.map { ($0.id, $0) }) { first, _ in first }
        for check in checks {
            func flaw(_ reason: String) -> RubricFlaw {
                RubricFlaw(file: check.file, line: check.line, reason: "`needs` of \(check.id) \(reason)")
            }
            for id in check.needs.flatMap(\.checks) {
                guard let need = byID[id] else { throw flaw("names no check: \(id)") }
                if check.heading.isCore, !need.heading.isCore {
                    throw flaw("names \(id), which is not of the core, and \(check.id) is")
                }
                if need.heading.isHidden, !check.heading.isHidden {
                    throw flaw("names \(id), which is hidden, and \(check.id) is not")
                }
            }
            var reached: Set<String> = []
            var open = check.needs.flatMap(\.checks)
            while let id = open.popLast() {
                guard id != check.id else { throw flaw("leads back to \(check.id)") }
                if reached.insert(id).inserted { open += byID[id]?.needs.flatMap(\.checks) ?? [] }
            }
        }
    }
}

/// How the needs of a check have ended.
enum Readiness: Hashable {
    /// All are met, or no run has tried them.
    case ready
    /// One is still to be tried in this run.
    case waiting
    /// One is not met: the first failure that led there.
    case blocked(by: String)
    /// One is not applicable on this machine, so that this one is not either.
    case absent(need: String)
    /// One could not be judged, so that nothing is known of this check either.
    case unjudged(need: String)

    /// How the needs of `check` have ended.
    ///
    /// - Parameters:
    ///   - check: the check.
    ///   - endings: how checks ended in this run.
    ///   - settled: how they ended in earlier ones.
    ///   - running: ids of the checks that this run tries.
    init(of check: Rubric.Check, _ endings: [String: Ending], settled: [String: SettledCheck], running: Set<String>) {
        for need in check.needs {
            let states = need.checks.map { Self.state(of: $0, endings, settled, running) }
            guard !states.contains(.ready) else { continue }
            self = states.first { $0 == .waiting } ?? states.first { $0.isUnjudged } ?? states.first ?? .ready
            return
        }
        self = .ready
    }

    /// How one check that is needed has ended.
    private static func state(
        of need: String, _ endings: [String: Ending], _ settled: [String: SettledCheck], _ running: Set<String>
    ) -> Readiness {
        switch endings[need] {
        case .verdict(let verdict): return verdict.isPass ? .ready : .blocked(by: need)
        case .blocked(let root, _): return .blocked(by: root)
        case .skipped: return .blocked(by: need)
        case .notApplicable: return .absent(need: need)
        case .unjudged: return .unjudged(need: need)
        case nil: break
        }
        if running.contains(need) { return .waiting }
        switch settled[need]?.status {
        case .pass, nil: return .ready
        case .fail, .skipped, .blocked: return .blocked(by: need)
        case .notApplicable: return .absent(need: need)
        case .error: return .unjudged(need: need)
        }
    }

    private var isUnjudged: Bool { if case .unjudged = self { true } else { false } }
}
