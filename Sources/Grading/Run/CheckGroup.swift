import Mistakes
import Results

/// Checks that follow each other on one machine: those of one setup, hidden ones apart.
struct CheckGroup: Sendable {
    let setup: Setup
    let isHidden: Bool
    /// In the order of the rubric.
    let checks: [Rubric.Check]

    /// The checks of a rubric that need a machine, in the order in which the rubric first names their setups. Hidden ones
    /// come after the others of their setup, since they have machines of their own.
    static func groups(of rubric: Rubric) -> [CheckGroup] {
        var order: [Setup] = []
        var checks: [Setup: [Rubric.Check]] = [:]
        for check in rubric.checks where !(check.experiment is any BuildExperiment) {
            if checks[check.setup] == nil { order.append(check.setup) }
            checks[check.setup, default: []].append(check)
        }
        return order.flatMap { setup in
            [false, true].compactMap { isHidden in
                let some = (checks[setup] ?? []).filter { $0.heading.isHidden == isHidden }
                return some.isEmpty ? nil : CheckGroup(setup: setup, isHidden: isHidden, checks: some)
            }
        }
    }
}

/// What checks have come to so far, and what their needs are looked up in.
struct Progress: Sendable {
    /// How checks have ended, by their ids.
    var endings: [String: Ending] = [:]
    /// How they ended in earlier runs.
    let settled: [String: SettledCheck]
    /// The ids of all checks that this run tries.
    let running: Set<String>

    func readiness(of check: Rubric.Check) -> Readiness {
        Readiness(of: check, endings, settled: settled, running: running)
    }

    /// The checks in the order in which their needs allow it, if all pass. Those that wait for others are left out.
    func order(of checks: [Rubric.Check]) -> [Rubric.Check] {
        var later = self
        var order: [Rubric.Check] = []
        var open = checks.filter { endings[$0.id] == nil }
        while true {
            var waiting: [Rubric.Check] = []
            for check in open {
                guard later.readiness(of: check) == .ready else {
                    waiting.append(check)
                    continue
                }
                order.append(check)
                later.endings[check.id] = .verdict(.pass)
            }
            guard waiting.count < open.count, !waiting.isEmpty else { return order }
            open = waiting
        }
    }

    /// Whether anything has ended otherwise than with a pass, and that for the module.
    var hasFailure: Bool {
        endings.values.contains { ending in
            if case .notApplicable = ending { false } else { !ending.isPass }
        }
    }
}
