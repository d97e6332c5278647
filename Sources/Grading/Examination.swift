import VirtualMachine

/// A module on its way through the checks.
///
/// A pass may share its machine with other passes. A failure is judged on a machine of its own: what fails in a machine
/// that was used before is done again alone on a fresh one, and that verdict counts. Once the same mistake was read from
/// the values of a failure so judged, its like are believed at once. After whatever may have harmed the machine, the next
/// check begins on a fresh one.
struct Examination {
    private let module: Module
    private let seed: Seed
    private let frozen: @Sendable (MachineKind) async throws -> FrozenMachine

    /// The machine that the next check of its situation may use.
    private var shared: Session?
    /// The situation that a machine was last made for, and what further machines for it start from: where two were
    /// needed, more will be.
    private var last: Situation?
    private var origin: Session.Origin?
    /// Whether an origin was ever gone on from: such a module needs more than two machines in other situations as well.
    private var isHard = false
    /// Whether sessions may be kept.
    private var isKept = true
    /// Why nothing more is tried at all.
    private var end: String?
    /// Mistakes that were read from the values of a failure on a fresh machine.
    private var confirmed: Set<Mistake> = []
    private var endurance = Endurance()
    /// What the kernels logged, for the report.
    private(set) var kernelLog = ""

    /// Bytes of log that a result keeps.
    private static let logLimit = 256 << 10

    init(
        module: Module, seed: Seed, frozen: @escaping @Sendable (MachineKind) async throws -> FrozenMachine
    ) {
        self.module = module
        self.seed = seed
        self.frozen = frozen
    }

    /// The verdict of one check.
    mutating func verdict(_ check: Rubric.Check) async throws -> Verdict {
        if let end { return .skipped("not tried: \(end)") }
        if let verdict = endurance.verdict(check) { return verdict }
        if shared?.situation != check.situation { leave() }
        let wasUsed = shared != nil
        var attempt = try await examine(check)
        var costs = [attempt.cost]
        if attempt.verdict != .pass, wasUsed || !attempt.isLoaded, !isConfirmed(attempt.verdict) {
            leave()
            attempt = try await examine(check)
            costs.append(attempt.cost)
            // A module that did not load on two fresh machines: a third would show nothing new, and cost a deadline.
            if !attempt.isLoaded, check.situation.parameters.isEmpty { end = "the module does not load" }
        }
        if case .fail(let finding) = attempt.verdict, Self.isHarmless(attempt.verdict), let mistake = finding.mistake {
            confirmed.insert(mistake)
        }
        endurance.count(attempt.verdict, check, costs: costs)
        return attempt.verdict
    }

    private func isConfirmed(_ verdict: Verdict) -> Bool {
        guard case .fail(let finding) = verdict, let mistake = finding.mistake else { return false }
        return !mistake.isGeneric && Self.isHarmless(verdict) && confirmed.contains(mistake)
    }

    /// Whether what was seen leaves the machine as good as it was: a wrong answer, and nothing else.
    private static func isHarmless(_ verdict: Verdict) -> Bool {
        guard case .fail(let finding) = verdict else { return verdict == .pass }
        return [.refused, .accepted, .unfound, .missing, .wrong, .claimed].contains(finding.symptom)
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
        let verdict: Verdict
        var isLoaded = true
        var cost = Endurance.Cost()
    }

    /// Has the module on a machine of its own; the verdict where it does not load.
    private mutating func begin(_ situation: Situation) async throws -> Verdict? {
        if let origin, origin.situation == situation {
            do {
                shared = try await Session(origin)
                isHard = true
                return nil
            } catch is MachineError {
                // What goes off by itself soon after it was loaded does so in all that go on from there.
                try Task.checkCancellation()
                self.origin = nil
                isKept = false
            }
        }
        let machine = try await frozen(situation.machine)
        let fresh = try await Session(machine, situation, seed: seed)
        shared = fresh
        do {
            if let trouble = try await fresh.load(module.bytes, named: module.name) { throw trouble }
        } catch let trouble as Trouble {
            leave()
            var verdict = await Examiner.verdict(trouble, module.lines)
            if case .fail(var finding) = verdict {
                finding.message = "it does not load: \(finding.message)"
                verdict = .fail(finding)
            }
            return verdict
        }
        if isKept, isHard || last == situation {
            do {
                origin = try await fresh.origin(on: machine)
            } catch {
                // Keeping asks for more than a check may, and decides nothing: the check begins on a machine untouched.
                try Task.checkCancellation()
                leave()
                isKept = false
                return try await begin(situation)
            }
        }
        last = situation
        return nil
    }

    private mutating func examine(_ check: Rubric.Check) async throws -> Attempt {
        do {
            if shared == nil, let refusal = try await begin(check.situation) {
                return Attempt(verdict: refusal, isLoaded: false)
            }
            guard let session = shared else { return Attempt(verdict: .error("no machine")) }
            let verdict: Verdict
            do {
                verdict = try await Examiner(session: session, module: module, check: check).examine()
            } catch let flaw as Flaw {
                verdict = flaw.verdict
            }
            let cost = session.takeCost()
            if !Self.isHarmless(verdict) { leave() }
            return Attempt(verdict: verdict, cost: cost)
        } catch let error as MachineError {
            // One that ended while it was looked at from outside was ended by what is in it.
            let trouble: Trouble? =
                if case .ended(let console) = error { shared?.end(console, doing: "it was looked at") } else { nil }
            leave()
            try Task.checkCancellation()
            if let trouble { return Attempt(verdict: await Examiner.verdict(trouble, module.lines)) }
            return Attempt(verdict: .error("\(error)"), cost: Endurance.Cost(isBroken: true))
        }
    }
}
