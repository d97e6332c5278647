/// What a module's commands have cost in vain, and when it is enough: what stands still, or works for seconds, at every
/// command would take a class's evening and show nothing new.
struct Endurance {
    /// What one attempt at a check cost.
    struct Cost {
        /// Seconds of the processor in the slowest command.
        var slowest = 0.0
        /// The grader's own error, with no verdict.
        var isBroken = false
    }

    /// Checks in a row that did not come back, by kind of command.
    private var standstills: [String: Int] = [:]
    /// Checks in a row that the grader could not judge, by kind of command.
    private var errors: [String: Int] = [:]
    /// Checks in a row that took long, or all memory, and came to nothing, by kind of command. They are counted and their
    /// seconds are not added up: how many there are does not depend on what else the host has to do.
    private var wasteful: [String: Int] = [:]

    /// Two standstills of one kind of command are enough, and one once other kinds stood still as well: each costs a
    /// deadline.
    private var enough: Int { standstills.values.reduce(0, +) < 3 ? 2 : 1 }
    private static let enoughErrors = 2
    private static let enoughWaste = 3
    /// Seconds of the processor. The slowest command of a correct module, a list of five thousand VMAs, takes about a
    /// fifth.
    private static let slow = 0.75

    /// The verdict of a check that is not tried any more.
    func verdict(_ check: Rubric.Check) -> Verdict? {
        let kind = check.kind
        if standstills[kind, default: 0] >= enough {
            return .skipped("not tried: commands of this kind did not come back before")
        }
        if errors[kind, default: 0] >= Self.enoughErrors {
            return .error("not tried: the machine failed at two checks of this kind before")
        }
        if wasteful[kind, default: 0] >= Self.enoughWaste {
            return .skipped(
                "not tried: commands of this kind took very long, or all memory, for wrong answers before")
        }
        return nil
    }

    /// Counts what a check came to.
    mutating func count(_ verdict: Verdict, _ check: Rubric.Check, costs: [Cost]) {
        let kind = check.kind
        switch verdict {
        case .pass:
            standstills[kind] = 0
            errors[kind] = 0
            wasteful[kind] = 0
        case .fail(let finding):
            errors[kind] = 0
            if finding.symptom == .hung, check.expectation != .unlocked { standstills[kind, default: 0] += 1 }
            let isWasteful = finding.mistake == .memoryExhausted || costs.contains { $0.slowest > Self.slow }
            wasteful[kind] = isWasteful ? wasteful[kind, default: 0] + 1 : 0
        case .error:
            if costs.contains(where: \.isBroken) { errors[kind, default: 0] += 1 }
        case .skipped: break
        }
    }
}
