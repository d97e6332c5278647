/// What a module's commands have cost in vain, and when it is enough: what stands still, takes all memory or prints
/// megabytes at every command would take a class's evening and show nothing new. Events are counted and their seconds are
/// not added up, since those depend on what else the host has to do.
struct Endurance {
    /// What one attempt at a check cost.
    struct Cost {
        /// Seconds of the processor in the slowest command.
        var seconds = 0.0
        /// Bytes that the most talkative command printed.
        var printed = 0
        /// The grader's own error, with no verdict.
        var isBroken = false

        /// More than any command of a correct module comes near; a list of five thousand VMAs has 0.3 MB.
        var isExcessive: Bool { seconds > Session.work || printed > 2 << 20 }
    }

    /// Checks in a row that did not come back, by kind of command.
    private var standstills: [String: Int] = [:]
    /// Checks in a row that the grader could not judge, by kind of command.
    private var errors: [String: Int] = [:]
    /// Checks in a row that took all memory, by kind of command.
    private var exhaustions: [String: Int] = [:]
    /// Checks that cost too much and came to nothing, by kind of command.
    private var excesses: [String: Int] = [:]

    /// Two standstills of one kind of command are enough, and one once other kinds stood still as well: each costs a
    /// deadline.
    private var enough: Int { standstills.values.reduce(0, +) < 3 ? 2 : 1 }
    private static let enoughErrors = 2
    /// Three exhaustions of one kind of command are enough, and two once another kind was given up for it: each fills a
    /// machine.
    private var enoughExhaustions: Int { exhaustions.values.contains { $0 >= 3 } ? 2 : 3 }
    private static let enoughExcesses = 6

    /// The verdict of a check that is not tried any more.
    func verdict(_ check: Rubric.Check) -> Verdict? {
        let kind = check.kind
        if standstills[kind, default: 0] >= enough {
            return .skipped("not tried: commands of this kind did not come back before")
        }
        if errors[kind, default: 0] >= Self.enoughErrors {
            return .error("not tried: the machine failed at two checks of this kind before")
        }
        if exhaustions[kind, default: 0] >= enoughExhaustions {
            return .skipped("not tried: commands of this kind took all memory before")
        }
        if excesses[kind, default: 0] >= Self.enoughExcesses {
            return .skipped("not tried: commands of this kind took very long, or printed megabytes, for wrong answers")
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
            exhaustions[kind] = 0
        case .fail(let finding):
            errors[kind] = 0
            if finding.symptom == .hung, check.expectation != .unlocked { standstills[kind, default: 0] += 1 }
            exhaustions[kind] = finding.mistake == .memoryExhausted ? exhaustions[kind, default: 0] + 1 : 0
            if costs.contains(where: \.isExcessive) { excesses[kind, default: 0] += 1 }
        case .error:
            if costs.contains(where: \.isBroken) { errors[kind, default: 0] += 1 }
        case .skipped: break
        }
    }
}
