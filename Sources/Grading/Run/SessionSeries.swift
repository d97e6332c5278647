import Results
import VirtualMachine

/// The machines of one module, one after the other, and the attempts at checks that are made there.
///
/// A machine serves the checks of one setup, and where all that the series has seen is passes, those of the next setup
/// too: the module is unloaded, other processes start, and it is loaded again. A failure there is judged on a fresh machine
/// as everywhere (``Examination``), so that only passes depend on a machine that was used.
///
/// Hidden checks share machines with hidden checks only: a module may remember what it was asked, and tell it later, in an
/// answer that students see.
struct SessionSeries: Sendable {
    let module: Module
    private let laboratory: Laboratory

    /// The machine that the next check of its setup may use, and whether it has seen commands of hidden checks.
    private(set) var shared: Session?
    private var isShownHidden = false
    /// Whether all attempts were passes.
    private var isFlawless = true
    /// Whether the log has what the machine at hand has said.
    private var isNoted = false
    /// The first session, in the making.
    private var ahead: SessionAhead?
    /// Sessions that were begun so far, by their setup.
    var starts: [Setup: Int] = [:]
    /// The setup that a machine was last made for, and the saved session that further machines for it start from: a setup
    /// that needed two machines will need more.
    var last: Setup?
    private var saved: Session.Saved?
    /// Whether a saved session was ever gone on from: such a module needs more than two machines in other setups as well.
    var isHard = false
    /// Whether sessions may be saved.
    var isKept = true
    /// What the kernels logged, for the report.
    var kernelLog = ""

    /// Bytes of log that a result keeps.
    private static let logLimit = 256 << 10

    /// Begins with no machine, or with the one that is being made ready.
    init(_ module: Module, in laboratory: Laboratory, ahead: SessionAhead? = nil) {
        self.module = module
        self.laboratory = laboratory
        self.ahead = ahead
    }

    /// Lets the machine go where a check does not use it; whether the check would share it with others.
    ///
    /// - Throws: `CancellationError`.
    mutating func turn(to check: Rubric.Check) async throws -> Bool {
        if shared?.setup != check.setup || isShownHidden != check.heading.isHidden {
            if check.heading.isHidden || isShownHidden { leave() } else { try await carry(to: check.setup) }
        }
        isShownHidden = check.heading.isHidden
        return shared != nil
    }

    /// Lets the machine go where the next check does not use it, or where there is none.
    ///
    /// - Returns: whether no machine is held now.
    mutating func rest(before next: Rubric.Check?) -> Bool {
        if shared?.setup != next?.setup || isShownHidden != next?.heading.isHidden { leave() }
        return shared == nil
    }

    /// Keeps the log and lets the machine go.
    mutating func leave() {
        guard let session = shared else { return }
        noteLog(of: session)
        session.machine.kill()
        shared = nil
    }

    /// Lets everything go, also what was not used yet.
    mutating func end() async {
        leave()
        await ahead?.leave()
        ahead = nil
    }

    /// Has no saved session from now on: what it lacks would be its own.
    mutating func forgetSaved() { (saved, isKept) = (nil, false) }

    /// Takes over a session in which another series has made the first attempts at a setup, the last of them no pass; nil
    /// where its machine is gone.
    mutating func adopt(_ session: Session?) {
        leave()
        shared = session
        (isShownHidden, isFlawless) = (false, false)
    }

    /// Counts what another series has begun: a session, on a fresh machine or on one that others had used.
    mutating func countStart(of setup: Setup, onUsed wasUsed: Bool) {
        leave()
        guard !wasUsed else { return }
        starts[setup, default: 0] += 1
        last = setup
    }

    /// Gives the machine away, and its log with it.
    mutating func release() -> Session? {
        defer { shared = nil }
        return shared
    }

    /// What the kernels have logged since this was last asked.
    mutating func takeLog() -> String {
        if let shared, !isNoted { note(log: shared.kernelLog) }
        isNoted = shared != nil
        defer { kernelLog = "" }
        return kernelLog
    }

    private mutating func noteLog(of session: Session) {
        if !isNoted { note(log: session.kernelLog) }
        isNoted = false
    }

    /// Adds to the log of the report what a kernel said.
    mutating func note(log: String) {
        let room = Self.logLimit - kernelLog.utf8.count
        if room > 0 { kernelLog += log.prefix(room) }
    }

    // MARK: - Sessions

    /// Goes on with the machine at hand in another setup, or lets it go. What goes wrong here is no check's, and is not held
    /// against the module: the next check begins on a fresh machine.
    private mutating func carry(to setup: Setup) async throws {
        guard let session = shared else { return }
        do {
            // A failure is told with the numbers of the fresh machine that it is judged on.
            let seed = Seed(laboratory.seed.number("carried"))
            guard isFlawless, let next = try await session.cleared(for: setup, seed: seed) else { return leave() }
            noteLog(of: session)
            shared = next
            try await next.load(module)
        } catch {
            try Task.checkCancellation()
            leave()
            isFlawless = false
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
                forgetSaved()
            }
        }
        let (fresh, machine) = try await session(setup)
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

    /// A machine without the module: the one that was made ready, where it is for this setup.
    private mutating func session(_ setup: Setup) async throws -> (Session, FrozenMachine) {
        let attempt = starts[setup, default: 0]
        if let ahead {
            self.ahead = nil
            // What kept that one from starting may be over.
            if ahead.setup == setup, attempt == 0, let made = try? await ahead.session() { return made }
            await ahead.leave()
            try Task.checkCancellation()
        }
        return try await laboratory.session(setup, attempt: attempt)
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

    // MARK: - Attempts

    /// Carries a check out, on the shared machine or a fresh one. Whatever the machine or the guest's bytes come to is this
    /// check's alone.
    ///
    /// `begun` is called with the session before the check begins.
    ///
    /// - Throws: that nothing can be graded here, `CancellationError`.
    mutating func attempt(
        _ check: Rubric.Check, begun: (Session) -> Void = { _ in }
    ) async throws -> Attempt {
        let attempt = try await tried(check, begun)
        if !attempt.ending.isPass { isFlawless = false }
        return attempt
    }

    private mutating func tried(_ check: Rubric.Check, _ begun: (Session) -> Void) async throws -> Attempt {
        do {
            let session: Session
            if let shared { session = shared } else { session = try await begin(check.setup) }
            begun(session)
            let ending = Ending.verdict(try await check.verdict(on: session).seen(with: session.seed))
            let cost = session.takeCost()
            // A check that has unloaded the module, and failed before it was loaded again, leaves nothing to ask.
            if !ending.isHarmless || !session.isLoaded { leave() }
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
