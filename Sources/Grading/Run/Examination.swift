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
/// What ends without a verdict is repeated with a module known to be right (``Control``). Only where that passes, and the
/// student's module ends so again on a fresh machine, it is charged.
///
/// Hidden checks share machines with hidden checks only: a module may remember what it was asked, and tell it later, in an
/// answer that students see.
struct Examination {
    private let module: Module
    private let laboratory: Laboratory
    var control: Control

    /// The machine that the next check of its setup may use, and whether it has seen commands of hidden checks.
    private var shared: Session?
    private var isShownHidden = false
    /// Machines that were started anew so far, by their setup.
    var starts: [Setup: Int] = [:]
    /// The setup that a machine was last made for, and the saved session that further machines for it start from: a setup
    /// that needed two machines will need more.
    var last: Setup?
    private var saved: Session.Saved?
    /// Whether a saved session was ever gone on from: such a module needs more than two machines in other setups as well.
    var isHard = false
    /// Whether sessions may be saved.
    var isKept = true
    /// Why nothing more is tried at all.
    var end: End?
    /// Mistakes that were read from the values of a failure on a fresh machine.
    var confirmed: Set<Mistake> = []
    var budget = Budget()
    /// What the kernels logged, for the report.
    var kernelLog = ""

    /// Bytes of log that a result keeps.
    private static let logLimit = 256 << 10

    init(module: Module, _ laboratory: Laboratory, control: ModelModule?) {
        self.module = module
        self.laboratory = laboratory
        self.control = Control(control, laboratory)
    }

    /// How one check ends.
    ///
    /// - Throws: ``ForeignKernel`` where the kernel loads no module at all; `CancellationError`.
    mutating func ending(of check: Rubric.Check) async throws -> Ending {
        if let end { return .skipped("not tried: \(end.reason)", after: end.after) }
        if let ending = budget.ending(check) { return ending }
        if let absence = try await laboratory.absence(for: check) { return .notApplicable(absence) }
        if shared?.setup != check.setup || isShownHidden != check.heading.isHidden { leave() }
        isShownHidden = check.heading.isHidden
        let wasUsed = shared != nil
        var attempt = try await examine(check)
        var costs = [attempt.cost]
        if let trouble = attempt.trouble, trouble.mayBeModules {
            attempt = try await experiment(check, after: trouble, wasUsed: wasUsed)
            costs.append(attempt.cost)
        } else if !attempt.ending.isPass, wasUsed || !attempt.isLoaded, !isConfirmed(attempt.ending) {
            let earlier = attempt.ending.finding
            leave()
            if let refusal = attempt.refusal { try await requireLoading(check.setup, refusal) }
            attempt = try await examine(check)
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
        if let mistake = attempt.ending.finding?.mistake, Self.isHarmless(attempt.ending) { confirmed.insert(mistake) }
        budget.count(attempt.ending, check, costs: costs)
        return attempt.ending
    }

    /// Lets the machine go where the next check does not use it, or where there is none.
    ///
    /// - Returns: whether no machine is held now, so that ``memory`` is all that the next checks depend on.
    mutating func rest(before next: Rubric.Check?) -> Bool {
        if shared?.setup != next?.setup || isShownHidden != next?.heading.isHidden { leave() }
        return shared == nil
    }

    /// Finds out whose doing a trouble was: the same check with a right module, and once more with this one, each on a
    /// machine that no other check has used.
    ///
    /// The second trouble need not be the first one again: a module that disturbs by chance would be nobody's then. That a
    /// module can have brought about both, and that the right one meets neither, is enough.
    private mutating func experiment(
        _ check: Rubric.Check, after first: Trouble, wasUsed: Bool
    ) async throws -> Attempt {
        leave()
        // What a saved session lacks would be its own.
        (saved, isKept) = (nil, false)
        if control.isShown(first.kind) {
            var troubles = [first]
            if wasUsed {
                let again = try await examine(check)
                guard let trouble = again.trouble, trouble.mayBeModules else { return again }
                troubles.append(trouble)
            }
            if troubles.allSatisfy({ control.isShown($0.kind) }) { return Attempt(.disturbed(troubles, control: nil)) }
        }
        let outcome = try await control.outcome(of: check)
        if outcome == .absent, !wasUsed { return Attempt(first) }
        let again = try await examine(check)
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
            guard let line = refusal.actual, case .build(let words) = VersionRefusal(of: module.bytes, log: [line])
            else { return }
            throw ForeignKernel(words: words)
        }
    }

    private func isConfirmed(_ ending: Ending) -> Bool {
        guard let mistake = ending.finding?.mistake else { return false }
        return !mistake.isGeneric && Self.isHarmless(ending) && confirmed.contains(mistake)
    }

    /// Whether what was seen leaves the machine as good as it was: a wrong answer, and nothing else. Of output that was cut
    /// off records may still be unread, and the next check would take them for its own.
    static func isHarmless(_ ending: Ending) -> Bool {
        guard let finding = ending.finding else { return ending.isPass }
        guard finding.mistake != .outputCutOff else { return false }
        return [.refused, .accepted, .unfound, .missing, .wrong, .unreadable, .claimed].contains(finding.symptom)
    }

    /// Keeps the log and lets the machine go.
    private mutating func leave() {
        guard let session = shared else { return }
        let room = Self.logLimit - kernelLog.utf8.count
        if room > 0 { kernelLog += session.kernelLog.prefix(room) }
        session.machine.kill()
        shared = nil
    }

    /// One try at a check.
    private struct Attempt {
        private(set) var ending: Ending
        var isLoaded = true
        /// How the kernel refused the module; nil where it did not.
        var refusal: Verdict.Finding?
        /// Why there is no verdict, with the module loaded; nil where there is one.
        var trouble: Trouble?
        var cost = Cost()

        init(_ ending: Ending, cost: Cost = Cost()) {
            self.ending = ending
            self.cost = cost
        }

        init(_ verdict: Verdict) { ending = .verdict(verdict) }

        /// Adds what was seen besides to a pass: it costs nothing, and is no secret.
        mutating func note(_ sentence: String) {
            if case .verdict(let verdict) = ending, verdict.isPass { ending = .verdict(verdict.noting([sentence])) }
        }

        init(_ trouble: Trouble, message: String? = nil, cost: Cost = Cost()) {
            ending = .unjudged(message ?? trouble.message)
            self.trouble = trouble
            self.cost = cost
            self.cost.isBroken = trouble.isBroken
        }
    }

    /// A session with the module loaded, which becomes the shared one.
    ///
    /// - Throws: ``NoMachine``; ``LoadIncident`` where the module does not load; any other error came with the module there.
    private mutating func begin(_ setup: Setup) async throws -> Session {
        if let saved, saved.setup == setup {
            do {
                let session = try await Session(saved)
                shared = session
                isHard = true
                return session
            } catch is MachineError {
                // What crashes soon after it was loaded does so in every session that goes on from there.
                try Task.checkCancellation()
                self.saved = nil
                isKept = false
            }
        }
        let (fresh, machine) = try await laboratory.session(setup, attempt: starts[setup, default: 0])
        starts[setup, default: 0] += 1
        shared = fresh
        do {
            try await fresh.load(module)
        } catch let incident as Incident {
            let verdict = await Verdict(incident, on: fresh)
            leave()
            throw LoadIncident(verdict)
        }
        if isKept, isHard || last == setup {
            do {
                saved = try await fresh.saved(on: machine)
            } catch {
                // Saving asks for more than a check may, and decides nothing: the check begins on an untouched machine.
                try Task.checkCancellation()
                leave()
                isKept = false
                return try await begin(setup)
            }
        }
        last = setup
        return fresh
    }

    /// The module did not load, so that no check was begun.
    private struct LoadIncident: Error, CustomStringConvertible {
        let verdict: Verdict
        /// What was found, where it was the kernel that refused it.
        let refusal: Verdict.Finding?
        var description: String { verdict.finding?.message ?? "it does not load" }

        init(_ verdict: Verdict) {
            var verdict = verdict
            refusal = verdict.finding?.symptom == .refused ? verdict.finding : nil
            if let message = verdict.finding?.message { verdict.finding?.message = "it does not load: \(message)" }
            self.verdict = verdict
        }
    }

    /// Carries a check out, on the shared machine or a fresh one. Whatever the machine or the guest's bytes come to is this
    /// check's alone.
    ///
    /// - Throws: that nothing can be graded here, `CancellationError`.
    private mutating func examine(_ check: Rubric.Check) async throws -> Attempt {
        do {
            let session: Session
            if let shared { session = shared } else { session = try await begin(check.setup) }
            let ending = Ending.verdict(try await check.verdict(on: session).seen(with: session.seed))
            let cost = session.takeCost()
            if !Self.isHarmless(ending) { leave() }
            return Attempt(ending, cost: cost)
        } catch let refusal as LoadIncident {
            var attempt = Attempt(refusal.verdict)
            (attempt.isLoaded, attempt.refusal) = (false, refusal.refusal)
            return attempt
        } catch let reason as NoMachine {
            leave()
            guard reason.error is MachineError else { throw reason.error }
            return Attempt(.unjudged("\(reason)"), cost: Cost(isBroken: true))
        } catch {
            try Task.checkCancellation()
            // A machine that ended while it was examined from outside was ended by its guest, with the module in it.
            if let session = shared, let error = error as? MachineError,
                let incident = session.end(error, doing: "it was examined")
            {
                let verdict = await Verdict(incident, on: session)
                leave()
                return Attempt(verdict)
            }
            var trouble = Trouble(error)
            let cost = shared?.takeCost() ?? Cost()
            if trouble.mayBeModules, let machine = shared?.machine {
                trouble.circumstances = await Circumstances(of: machine)
            }
            leave()
            return Attempt(trouble, cost: cost)
        }
    }
}
