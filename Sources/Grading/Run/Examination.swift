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
/// Hidden checks share machines with hidden checks only: a module may remember what it was asked, and tell it later, in an
/// answer that students see.
struct Examination {
    private let module: Module
    private let seed: Seed
    private let witness: Witness
    private let frozen: @Sendable (MachineKind) async throws -> FrozenMachine

    /// The machine that the next check of its setup may use, and whether it has seen commands of hidden checks.
    private var shared: Session?
    private var isShownHidden = false
    /// Machines that were started anew so far, by their setup.
    private var starts: [Setup: Int] = [:]
    /// The setup that a machine was last made for, and the saved session that further machines for it start from: a setup
    /// that needed two machines will need more.
    private var last: Setup?
    private var saved: Session.Saved?
    /// Whether a saved session was ever gone on from: such a module needs more than two machines in other setups as well.
    private var isHard = false
    /// Whether sessions may be saved.
    private var isKept = true
    /// Why nothing more is tried at all.
    private var end: String?
    /// Mistakes that were read from the values of a failure on a fresh machine.
    private var confirmed: Set<Mistake> = []
    private var budget = Budget()
    /// What the kernels logged, for the report.
    private(set) var kernelLog = ""

    /// Bytes of log that a result keeps.
    private static let logLimit = 256 << 10

    init(
        module: Module, seed: Seed, witness: Witness,
        frozen: @escaping @Sendable (MachineKind) async throws -> FrozenMachine
    ) {
        self.module = module
        self.seed = seed
        self.witness = witness
        self.frozen = frozen
    }

    /// How one check ends.
    mutating func ending(of check: Rubric.Check) async throws -> Ending {
        if let end { return .skipped("not tried: \(end)") }
        if let ending = budget.ending(check) { return ending }
        if shared?.setup != check.setup || isShownHidden != check.heading.isHidden { leave() }
        isShownHidden = check.heading.isHidden
        let wasUsed = shared != nil
        var attempt = try await examine(check)
        var costs = [attempt.cost]
        if !attempt.ending.isPass, wasUsed || !attempt.isLoaded, !isConfirmed(attempt.ending) {
            leave()
            attempt = try await examine(check)
            costs.append(attempt.cost)
            // A module that did not load on two fresh machines: a third would show nothing new, and cost a deadline.
            if !attempt.isLoaded, check.setup.parameters.isEmpty { end = "the module does not load" }
        }
        if let mistake = attempt.ending.finding?.mistake, Self.isHarmless(attempt.ending) { confirmed.insert(mistake) }
        budget.count(attempt.ending, check, costs: costs)
        return attempt.ending
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
        let ending: Ending
        var isLoaded = true
        var cost = Cost()
    }

    /// A session with the module loaded, which becomes the shared one.
    ///
    /// - Throws: ``LoadIncident`` where the module does not load.
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
        let machine = try await frozen(setup.machine)
        let seed = seed.attempt(starts[setup, default: 0])
        starts[setup, default: 0] += 1
        let fresh = try await Session(machine, setup, seed: seed, witness: witness)
        shared = fresh
        do {
            try await fresh.load(module)
        } catch let incident as Incident {
            let verdict = await Verdict(incident, on: fresh)
            leave()
            throw LoadIncident(verdict: verdict)
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
    private struct LoadIncident: Error {
        let verdict: Verdict

        init(verdict: Verdict) {
            var verdict = verdict
            if let message = verdict.finding?.message { verdict.finding?.message = "it does not load: \(message)" }
            self.verdict = verdict
        }
    }

    private mutating func examine(_ check: Rubric.Check) async throws -> Attempt {
        do {
            let session: Session
            if let shared { session = shared } else { session = try await begin(check.setup) }
            let ending = Ending.verdict(try await check.verdict(on: session))
            let cost = session.takeCost()
            if !Self.isHarmless(ending) { leave() }
            return Attempt(ending: ending, cost: cost)
        } catch let refusal as LoadIncident {
            return Attempt(ending: .verdict(refusal.verdict), isLoaded: false)
        } catch let reason as Unjudged {
            let cost = shared?.takeCost() ?? Cost()
            leave()
            return Attempt(ending: .unjudged("\(reason)"), cost: cost)
        } catch let error as MachineError {
            // A machine that ended while it was examined from outside was ended by its guest, with the module in it.
            if case .ended(let console) = error, let session = shared {
                let verdict = await Verdict(session.end(console, doing: "it was examined"), on: session)
                leave()
                try Task.checkCancellation()
                return Attempt(ending: .verdict(verdict))
            }
            leave()
            try Task.checkCancellation()
            return Attempt(ending: .unjudged("\(error)"), cost: Cost(isBroken: true))
        }
    }
}
