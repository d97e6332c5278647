import Synchronization
import VirtualMachine

/// Groups of checks that are carried out before it is their turn, on machines and processors of their own.
///
/// What is found out here is taken at its turn, in the order of the rubric, as if it had been done then; a group that does
/// not go on as was expected (a check that is not to be tried, an attempt that is no pass) is left to the one whose turn it
/// is. So the verdicts are the same without all this.
final class LookAhead: Sendable {
    private let plans: [Plan]
    private let module: Module
    private let laboratory: Laboratory
    private let state: Mutex<State>

    /// A group, and the attempts at its checks.
    private struct Plan {
        let group: CheckGroup
        let attempts: LaneAttempts
    }

    private struct State {
        var progress: Progress
        /// By the index of a group: whether somebody has begun with it.
        var begun: [Bool]
        var freeLanes: Int
        /// The machine that was made ready first.
        var ahead: SessionAhead?
    }

    /// Passes after which it is likely that more will come. A module that does not get there needs one machine.
    private static let promising = 3

    /// Prepares to work on `lanes` machines at a time; `ahead` is for the first of them.
    init(
        _ groups: [CheckGroup], _ progress: Progress, _ module: Module, in laboratory: Laboratory, ahead: SessionAhead?,
        lanes: Int
    ) {
        var expected = progress
        plans = groups.map { group in
            let order = group.isHidden ? [] : expected.order(of: group.checks)
            for check in group.checks { expected.endings[check.id] = expected.endings[check.id] ?? .verdict(.pass) }
            return Plan(group: group, attempts: LaneAttempts(order))
        }
        self.module = module
        self.laboratory = laboratory
        let begun = plans.map { $0.attempts.checks.isEmpty }
        state = Mutex(State(progress: progress, begun: begun, freeLanes: lanes, ahead: ahead))
    }

    /// Notes how checks have ended, and starts what can be started now.
    func goOn(_ progress: Progress, in tasks: inout ThrowingDiscardingTaskGroup<any Error>) {
        state.withLock { $0.progress = progress }
        while let first = take(fromIdle: true) {
            tasks.addTask { await self.lane(from: first) }
        }
    }

    /// The attempts at the checks of a group; nil where nobody has begun with them, and nobody else will.
    func replay(ofGroup index: Int) -> LaneReplay? {
        let isBegun = state.withLock { state in
            defer { state.begun[index] = true }
            return state.begun[index]
        }
        let attempts = plans[index].attempts
        return isBegun && !attempts.checks.isEmpty ? LaneReplay(attempts) : nil
    }

    /// Lets the machine go that was made ready first, where no lane has taken it.
    func end() async {
        let ahead = state.withLock { state in
            defer { state.ahead = nil }
            return state.ahead
        }
        await ahead?.leave()
    }

    // MARK: - A lane

    /// The next group that can be begun with; nil where there is none, and the lane is free then.
    private func take(fromIdle isIdle: Bool) -> Plan? {
        state.withLock { state in
            guard !isIdle || state.freeLanes > 0 else { return nil }
            for (index, plan) in plans.enumerated() where !state.begun[index] {
                guard index == 0 || isPromising(plan, state.progress) else { continue }
                state.begun[index] = true
                if isIdle { state.freeLanes -= 1 }
                return plan
            }
            if !isIdle { state.freeLanes += 1 }
            return nil
        }
    }

    /// Whether all checks of a group are likely to be tried.
    private func isPromising(_ plan: Plan, _ progress: Progress) -> Bool {
        if !progress.hasFailure { return progress.endings.count >= Self.promising }
        var progress = progress
        return plan.attempts.checks.allSatisfy { check in
            defer { progress.endings[check.id] = .verdict(.pass) }
            return progress.readiness(of: check) == .ready
        }
    }

    private func lane(from first: Plan) async {
        let ahead = state.withLock { state in
            defer { state.ahead = nil }
            return state.ahead
        }
        var series = SessionSeries(module, in: laboratory, ahead: ahead)
        var next: Plan? = first
        while let plan = next {
            await carryOut(plan.attempts, on: &series)
            next = Task.isCancelled ? nil : take(fromIdle: false)
        }
        await series.end()
    }

    /// Tries the checks of a group one after the other, as long as they pass.
    private func carryOut(_ attempts: LaneAttempts, on series: inout SessionSeries) async {
        defer { attempts.end(log: series.takeLog()) }
        for check in attempts.checks {
            guard !attempts.isDropped else { return }
            do {
                guard try await laboratory.absence(for: check) == nil else { return }
                let wasUsed = try await series.turn(to: check)
                let attempt = try await series.attempt(check) { attempts.use($0) }
                var step = LaneAttempts.Step(check: check.id, attempt: attempt, wasUsed: wasUsed)
                if !attempt.ending.isPass { step.session = series.release() }
                guard attempts.add(step), attempt.ending.isPass else { return }
            } catch {
                // Whoever has the turn will meet the same, or not.
                series.leave()
                return
            }
        }
    }
}
