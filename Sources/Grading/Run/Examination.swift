import Mistakes
import Results
import VirtualMachine

/// A module on its way through the checks.
///
/// A pass may share its machine with other passes. A failure is judged on a fresh machine: a check that fails on a machine
/// that was used before is carried out again, alone, on a fresh one with a seed of its own, and that verdict counts. Once a mistake was read from
/// the values of a failure on a fresh machine, further failures with the same mistake are believed at once. After a check
/// that may have harmed the machine, the next check begins on a fresh one.
///
/// What the host brought about, which no module can, is tried once more on another machine. What else ends without a verdict
/// is repeated with a module known to be right (``Control``). Only where that passes, and the
/// student's module ends so again on a fresh machine, it is charged.
struct Examination {
    private let laboratory: Laboratory
    var control: Control

    /// The machines on which it is judged.
    var series: SessionSeries
    /// Why nothing more is tried at all.
    var end: End?
    /// Mistakes that were read from the values of a failure on a fresh machine.
    var confirmed: Set<Mistake> = []
    var budget = Budget()

    init(_ series: SessionSeries, _ laboratory: Laboratory, control: ModelModule?) {
        self.series = series
        self.laboratory = laboratory
        self.control = Control(control, laboratory)
    }

    /// How a check ends that is not tried, or not any more; nil where it is.
    ///
    /// - Throws: `CancellationError`.
    func given(_ check: Rubric.Check) async throws -> Ending? {
        if let end { return .skipped("not tried: \(end.reason)", after: end.after) }
        if let ending = budget.ending(check) { return ending }
        return try await laboratory.absence(for: check).map(Ending.notApplicable)
    }

    /// How one check ends.
    ///
    /// - Throws: ``ForeignKernel`` where the kernel loads no module at all; `CancellationError`.
    mutating func ending(of check: Rubric.Check) async throws -> Ending {
        let wasUsed = try await series.turn(to: check)
        return try await ending(of: check, after: try await series.attempt(check), wasUsed: wasUsed)
    }

    /// How a check ends after a first attempt at it: whatever is not a pass is looked at again where that can tell more.
    /// `wasUsed` is whether the attempt was made on a machine that others had used.
    ///
    /// - Throws: as ``ending(of:)``.
    mutating func ending(of check: Rubric.Check, after first: Attempt, wasUsed: Bool) async throws -> Ending {
        var (attempt, wasUsed) = (first, wasUsed)
        var costs = [attempt.cost]
        if attempt.isHosts {
            // A machine that was lost, or got no processor for a while: the next one may do well.
            series.leave()
            (attempt, wasUsed) = (try await series.attempt(check), false)
            costs.append(attempt.cost)
        }
        if let trouble = attempt.trouble, trouble.mayBeModules {
            attempt = try await experiment(check, after: trouble, wasUsed: wasUsed)
            costs.append(attempt.cost)
        } else if !attempt.ending.isPass, wasUsed || !attempt.isLoaded, !isConfirmed(attempt.ending) {
            let earlier = attempt.ending.finding
            series.leave()
            if let refusal = attempt.refusal { try await requireLoading(check.setup, refusal) }
            attempt = try await series.attempt(check)
            costs.append(attempt.cost)
            if let trouble = attempt.trouble, trouble.mayBeModules {
                attempt = try await experiment(check, after: trouble, wasUsed: false)
                costs.append(attempt.cost)
            }
            if wasUsed, let earlier { attempt.note("after other commands on the same machine: \(earlier.message)") }
            // A module that did not load on two fresh machines: a third would show nothing new, and cost a deadline.
            if !attempt.isLoaded, check.setup.parameters.isEmpty {
                end = End(reason: "the module does not load", after: check.id)
            }
        }
        if let mistake = attempt.ending.finding?.mistake, attempt.ending.isHarmless, !mistake.isOfEarlierCommands {
            confirmed.insert(mistake)
        }
        budget.count(attempt.ending, check, costs: costs)
        return attempt.ending
    }

    /// Finds out whose doing a trouble was: the same check with a right module, and once more with this one, each on a
    /// machine that no other check has used.
    ///
    /// The second trouble need not be the first one again: a module that disturbs by chance would be nobody's then. That a
    /// module can have brought about both, and that the right one meets neither, is enough.
    private mutating func experiment(
        _ check: Rubric.Check, after first: Trouble, wasUsed: Bool
    ) async throws -> Attempt {
        series.leave()
        series.forgetSaved()
        if control.isShown(first.kind) {
            var troubles = [first]
            if wasUsed {
                let again = try await series.attempt(check)
                guard let trouble = again.trouble, trouble.mayBeModules else { return again }
                troubles.append(trouble)
            }
            if troubles.allSatisfy({ control.isShown($0.kind) }) { return Attempt(.disturbed(troubles, control: nil)) }
        }
        let outcome = try await control.outcome(of: check)
        if outcome == .absent, !wasUsed { return Attempt(first) }
        let again = try await series.attempt(check)
        guard let last = again.trouble, last.mayBeModules else { return again }
        switch outcome {
        case .passes(let circumstances):
            control.count(Set([first.kind, last.kind]))
            return Attempt(.disturbed([first, last], control: circumstances))
        case .fails(let ending):
            let message =
                "\(last.message); with a module known to be right the same check does not pass either: \(ending)"
            return Attempt(last, message: message)
        case .absent: return Attempt(last)
        }
    }

    /// A module that the kernel has refused is not charged before a right one was loaded there.
    ///
    /// - Throws: ``ForeignKernel``, `CancellationError`.
    private mutating func requireLoading(_ setup: Setup, _ refusal: Verdict.Finding) async throws {
        switch try await control.loading(setup) {
        case .loads: return
        case .refused(let words): throw ForeignKernel(words: words)
        case .unknown:
            let bytes = series.module.bytes
            guard let line = refusal.actual, case .build(let words) = VersionRefusal(of: bytes, log: [line]) else {
                return
            }
            throw ForeignKernel(words: words)
        }
    }

    private func isConfirmed(_ ending: Ending) -> Bool {
        guard let mistake = ending.finding?.mistake else { return false }
        return !mistake.isGeneric && ending.isHarmless && confirmed.contains(mistake)
    }
}
