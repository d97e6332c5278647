import FoundationEssentials
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
    /// Lanes that begin with any group, one for each processor. Others take what needs a machine of its own in any case.
    private let eager: Int
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
        /// The setups that lanes are at work on, by the index of the group.
        var atWork: Set<Int> = []
        /// The one whose turn it is, where it waits for a lane to begin with a group: whether one has.
        var waiting: (index: Int, turn: CheckedContinuation<Bool, Never>)?
        /// The machine that was made ready first.
        var ahead: SessionAhead?

        /// Lets the one go on who waits; who is told that no lane has begun with the group begins with it.
        mutating func answer(isBegun: Bool) {
            guard let waiting else { return }
            begun[waiting.index] = true
            self.waiting = nil
            waiting.turn.resume(returning: isBegun)
        }
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
        eager = min(lanes, ProcessInfo.processInfo.activeProcessorCount)
        let begun = plans.map { $0.attempts.checks.isEmpty }
        state = Mutex(State(progress: progress, begun: begun, freeLanes: lanes, ahead: ahead))
    }

    /// Notes how checks have ended, and starts what can be started now.
    func goOn(_ progress: Progress, in tasks: inout ThrowingDiscardingTaskGroup<any Error>) {
        state.withLock { $0.progress = progress }
        while let first = take(after: nil) {
            tasks.addTask { await self.lane(from: first) }
        }
    }

    /// The attempts at the checks of a group; nil where nobody has begun with them, and nobody else will. Where all lanes are
    /// at work, one of them will come to it: a machine more would have to be shared with them.
    func replay(ofGroup index: Int) async -> LaneReplay? {
        let isBegun = await withCheckedContinuation { turn in
            let isBegun: Bool? = state.withLock { state in
                if state.begun[index] { return true }
                if !state.atWork.isEmpty, isPromising(plans[index], state.progress) {
                    state.waiting = (index, turn)
                    return nil
                }
                state.begun[index] = true
                return false
            }
            if let isBegun { turn.resume(returning: isBegun) }
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

    /// Takes the next group that can be begun with.
    ///
    /// - Parameter last: the group whose machine the lane has; nil where it is idle.
    /// - Returns: its index; nil where there is none, and the lane is free then.
    private func take(after last: Int?) -> Int? {
        state.withLock { state in
            guard last != nil || state.freeLanes > 0 else { return nil }
            if let last {
                state.atWork.remove(last)
                state.freeLanes += 1
            }
            guard !Task.isCancelled, let index = choice(after: last, state) else {
                // Nobody comes to what is waited for.
                if state.atWork.isEmpty { state.answer(isBegun: false) }
                return nil
            }
            state.freeLanes -= 1
            state.atWork.insert(index)
            state.begun[index] = true
            if state.waiting?.index == index { state.answer(isBegun: true) }
            return index
        }
    }

    /// The group that a lane begins with next: one that the machine at hand can serve; or one that no other lane has a machine
    /// for; or the first, as long as the processors are not all taken. A machine costs five times what it costs to go on with
    /// one.
    private func choice(after last: Int?, _ state: State) -> Int? {
        let open = plans.indices.filter { index in
            !state.begun[index] && (index == 0 || isPromising(plans[index], state.progress))
        }
        func serves(_ index: Int, _ other: Int) -> Bool { plans[index].group.setup.serves(plans[other].group.setup) }
        if let last, let next = open.first(where: { serves(last, $0) }) { return next }
        return open.first { next in !state.atWork.contains { serves($0, next) } }
            ?? (state.atWork.count < eager ? open.first : nil)
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

    private func lane(from first: Int) async {
        let ahead = state.withLock { state in
            defer { state.ahead = nil }
            return state.ahead
        }
        var series = SessionSeries(module, in: laboratory, ahead: ahead)
        var next: Int? = first
        while let index = next {
            await carryOut(plans[index].attempts, on: &series)
            next = take(after: index)
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
