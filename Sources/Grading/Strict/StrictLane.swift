import KernelLog
import Results
import VirtualMachine
import Words

/// The checks of one setup, one after the other, on machines of the strict kernel.
struct StrictLane {
    private let module: Module
    private let texts: SourceTexts
    private let laboratory: Laboratory
    private let progress: @Sendable (String) -> Void
    private var outcome = StrictRun.Outcome()
    private var session: Session?
    /// Checks in which the kernel said nothing, and those of them that the session at hand has carried out.
    private var quiet: [Rubric.Check] = []
    private var carriedOut = 0
    /// Machines that did not answer any more.
    private var hangs = 0
    /// Sessions that were begun.
    private var starts = 0

    /// A module that has hung that many machines will hang others: each costs its patience.
    private static let enoughHangs = 4

    init(
        _ module: Module, _ texts: SourceTexts, in laboratory: Laboratory,
        _ progress: @escaping @Sendable (String) -> Void
    ) {
        self.module = module
        self.texts = texts
        self.laboratory = laboratory
        self.progress = progress
    }

    /// What the kernel says while the checks of a group are carried out, and of what the module has lost then.
    ///
    /// - Throws: what is not the student's doing; `CancellationError`.
    consuming func outcome(of group: CheckGroup) async throws -> StrictRun.Outcome {
        var lane = self
        do {
            try await lane.carryOut(group)
            if group.setup == Setup(), !group.isHidden { try await lane.lookForLeaks(group.setup) }
        } catch {
            lane.leave()
            throw error
        }
        lane.leave()
        return lane.outcome
    }

    private mutating func leave() {
        session?.machine.kill()
        session = nil
        carriedOut = 0
    }

    private mutating func carryOut(_ group: CheckGroup) async throws {
        for check in group.checks {
            try Task.checkCancellation()
            guard hangs < Self.enoughHangs else {
                outcome.gaps.append(.hangs(hangs))
                return
            }
            guard try await laboratory.absence(for: check) == nil else { continue }
            progress("strict: \(check.title)")
            guard let session = try await started(group.setup) else { return }
            let isAlive = await isCarriedOut(check, on: session)
            try Task.checkCancellation()
            outcome.tried += 1
            let findings = await session.strictFindings(check, of: module, texts)
            outcome.findings += findings
            if !isAlive { hangs += 1 }
            if findings.isEmpty, isAlive, KernelLog.reports(in: session.alarms).isEmpty {
                quiet.append(check)
                carriedOut += 1
            } else {
                leave()
            }
        }
    }

    /// Carries a check out, whose verdict is not asked for; whether the machine can be used for another.
    private func isCarriedOut(_ check: Rubric.Check, on session: Session) async -> Bool {
        do {
            let verdict = try await check.verdict(on: session)
            return verdict.finding?.symptom != .hung && verdict.finding?.symptom != .crashed
        } catch is Unjudged {
            return true
        } catch {
            return false
        }
    }

    /// The session at hand, or a fresh one with the module in it; nil where the module does not load.
    private mutating func started(_ setup: Setup) async throws -> Session? {
        if let session { return session }
        let fresh: Session
        do { fresh = try await laboratory.session(setup, attempt: starts).session } catch let reason as NoMachine {
            throw reason.error
        }
        starts += 1
        do { try await fresh.load(module) } catch {
            try Task.checkCancellation()
            outcome.findings += await fresh.strictFindings(nil, of: module, texts)
            fresh.machine.kill()
            outcome.gaps.append(.notLoaded(error.sentence))
            return nil
        }
        if fresh.hasNoLockChecker { outcome.gaps.append(.locks) }
        session = fresh
        return fresh
    }

    // MARK: - Lost memory

    /// Looks for lost memory where all that was quiet has been carried out in one session.
    private mutating func lookForLeaks(_ setup: Setup) async throws {
        guard !quiet.isEmpty else { return }
        if carriedOut < quiet.count {
            leave()
            guard let session = try await started(setup) else { return }
            for check in quiet {
                progress("strict: once more for lost memory: \(check.title)")
                guard await isCarriedOut(check, on: session) else { break }
            }
            try Task.checkCancellation()
        }
        guard let session else { return }
        progress("strict: looking for lost memory")
        do {
            guard let lost = try await session.leaks(of: module, texts) else { return }
            outcome.findings += lost
        } catch {
            try Task.checkCancellation()
            outcome.gaps.append(.leaks(error.sentence))
        }
    }
}
