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
    /// Seconds of the processor in slow commands that came to nothing, by kind of command.
    private var wasted: [String: Double] = [:]

    /// Two standstills of one kind of command are enough, and one once other kinds stood still as well: each costs a
    /// deadline.
    private var enough: Int { standstills.values.reduce(0, +) < 3 ? 2 : 1 }
    private static let enoughErrors = 2
    /// Seconds. The slowest command of a correct module, a list of five thousand VMAs, takes about a fifth of the first.
    private static let slow = 0.75
    private static let enoughSeconds = 4.0

    /// The verdict of a check that is not tried any more.
    func verdict(_ check: Rubric.Check) -> Verdict? {
        let kind = Self.kind(check)
        if standstills[kind, default: 0] >= enough {
            return .skipped("not tried: commands of this kind did not come back before")
        }
        if errors[kind, default: 0] >= Self.enoughErrors {
            return .error("not tried: the machine failed at two checks of this kind before")
        }
        if let seconds = wasted[kind], seconds >= Self.enoughSeconds {
            return .skipped(
                "not tried: commands of this kind took \(Int(seconds)) s of the processor before, for wrong answers")
        }
        return nil
    }

    /// Counts what a check came to.
    mutating func count(_ verdict: Verdict, _ check: Rubric.Check, costs: [Cost]) {
        let kind = Self.kind(check)
        switch verdict {
        case .pass:
            standstills[kind] = 0
            errors[kind] = 0
        case .fail(let finding):
            errors[kind] = 0
            if finding.symptom == .hung, check.expectation != .unlocked { standstills[kind, default: 0] += 1 }
            wasted[kind, default: 0] += costs.map(\.slowest).filter { $0 > Self.slow }.reduce(0, +)
        case .error:
            if costs.contains(where: \.isBroken) { errors[kind, default: 0] += 1 }
        case .skipped: break
        }
    }

    /// `findpage`, `listvma`, `writeval`, or all that is none of these.
    private static func kind(_ check: Rubric.Check) -> String {
        ["findpage", "listvma", "writeval"].contains(check.verb) ? check.verb : ""
    }
}
