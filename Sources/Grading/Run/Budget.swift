import Mistakes

/// What a module's commands have cost without a result, and when to stop: a class cannot wait for a module that hangs,
/// takes all memory or prints megabytes at every command, and more of the same shows nothing new. Events are counted and
/// their seconds are not added up, since those depend on what else the host has to do.
struct Budget: Sendable, Hashable, Codable {
    /// Checks in a row that did not return, by family of checks.
    private var hangs: [String: Int] = [:]
    /// Checks in a row that the grader could not judge, by family.
    private var errors: [String: Int] = [:]
    /// Checks in a row that took all memory, by family.
    private var exhaustions: [String: Int] = [:]
    /// Checks in a row for which the module had disturbed the machine, by family.
    private var disturbances: [String: Int] = [:]
    /// Checks that cost too much and failed, by family.
    private var excesses: [String: Int] = [:]

    /// Two hangs of one family are enough, and one once other families hung as well: each costs a deadline.
    private var enoughHangs: Int { hangs.values.reduce(0, +) < 3 ? 2 : 1 }
    /// Errors of one family: the first may be by chance, and each costs the boot or the deadline of a machine.
    private static let enoughErrors = 2
    /// Three exhaustions of one family are enough, and two once another family was given up for it: each fills a machine.
    private var enoughExhaustions: Int { exhaustions.values.contains { $0 >= 3 } ? 2 : 3 }
    /// Disturbances of one family: each takes machines of its own. A module that changes one setting disturbs few checks.
    private static let enoughDisturbances = 4
    /// Excesses of one family. Each costs some seconds, less than a hang, so more of them are tried.
    private static let enoughExcesses = 4

    /// How a check ends that is not tried any more.
    func ending(_ check: Rubric.Check) -> Ending? {
        let family = check.experiment.family
        if hangs[family, default: 0] >= enoughHangs {
            return .skipped("not tried: commands of this kind did not return before")
        }
        if errors[family, default: 0] >= Self.enoughErrors {
            return .unjudged("not tried: the machine failed at two checks of this kind before")
        }
        if exhaustions[family, default: 0] >= enoughExhaustions {
            return .skipped("not tried: commands of this kind took all memory before")
        }
        if disturbances[family, default: 0] >= Self.enoughDisturbances {
            return .skipped("not tried: the module had disturbed the machine at all commands of this kind before")
        }
        if excesses[family, default: 0] >= Self.enoughExcesses {
            return .skipped("not tried: commands of this kind took very long, or printed megabytes, for wrong answers")
        }
        return nil
    }

    /// Counts how a check ended.
    mutating func count(_ ending: Ending, _ check: Rubric.Check, costs: [Cost]) {
        let family = check.experiment.family
        switch ending {
        case .verdict(let verdict):
            errors[family] = 0
            guard let finding = verdict.finding else {
                hangs[family] = 0
                exhaustions[family] = 0
                disturbances[family] = 0
                return
            }
            if finding.symptom == .hung, (check.experiment as? any BenchExperiment)?.provokesHang != true {
                hangs[family, default: 0] += 1
            }
            exhaustions[family] = finding.mistake == .memoryExhausted ? exhaustions[family, default: 0] + 1 : 0
            disturbances[family] = finding.symptom == .disturbed ? disturbances[family, default: 0] + 1 : 0
            if costs.contains(where: \.isExcessive) { excesses[family, default: 0] += 1 }
        case .unjudged:
            if costs.contains(where: \.isBroken) { errors[family, default: 0] += 1 }
        case .skipped, .blocked, .notApplicable: break
        }
    }
}
