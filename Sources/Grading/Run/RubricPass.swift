/// The way of a module through the checks of a rubric.
///
/// Checks of one setup go one after the other, so that they can share a machine, hidden ones last, which have machines of
/// their own; setups go in the order in which the rubric first names them. What needs a check that comes later waits for it.
struct RubricPass {
    let groups: [CheckGroup]
    /// The whole rubric, for the titles of checks that are needed.
    let whole: Rubric
    /// How checks have ended; those that need no machine, before.
    var progress: Progress
    /// Called with each check and how it ended.
    let tell: @Sendable (Rubric.Check, Ending) -> Void
    /// Called with what is tried now.
    let show: @Sendable (Rubric.Check, Progress) -> Void

    /// What is done after each check, with the one that may come next.
    typealias Rest = (Progress, inout Examination, Rubric.Check?) async throws -> Void

    /// Carries out what is open. `lookAhead` does some of it beside; without that, `rest` is called after each check.
    ///
    /// - Throws: ``ForeignKernel`` where the kernel loads no module at all; what `rest` throws; `CancellationError`.
    mutating func carryOut(_ examination: inout Examination, beside lookAhead: LookAhead?, rest: Rest) async throws {
        let groups = groups
        try await withThrowingDiscardingTaskGroup { tasks in
            lookAhead?.goOn(progress, in: &tasks)
            var isFirst = true
            while true {
                let before = progress.endings.count
                for (index, group) in groups.enumerated() {
                    var lane = isFirst ? await lookAhead?.replay(ofGroup: index) : nil
                    try await carryOut(group, &examination, from: &lane) { progress, examination, next in
                        guard let lookAhead else {
                            let following = next ?? groups.dropFirst(index + 1).first?.checks.first
                            return try await rest(progress, &examination, following)
                        }
                        lookAhead.goOn(progress, in: &tasks)
                    }
                    if lane != nil, let log = await lane?.log() { examination.series.note(log: log) }
                }
                isFirst = false
                guard progress.endings.count > before else { break }
            }
            tasks.cancelAll()
        }
    }

    /// Carries out the checks of one group whose needs are decided.
    private mutating func carryOut(
        _ group: CheckGroup, _ examination: inout Examination, from lane: inout LaneReplay?, after: Rest
    ) async throws {
        var open = group.checks.filter { progress.endings[$0.id] == nil }
        while !open.isEmpty {
            var waiting: [Rubric.Check] = []
            for (index, check) in open.enumerated() {
                try Task.checkCancellation()
                let ending: Ending
                switch progress.readiness(of: check) {
                case .waiting:
                    waiting.append(check)
                    continue
                case .blocked(let root): ending = .blocked(by: root, title: whole.check(root)?.title ?? root)
                case .absent(let need):
                    ending = .notApplicable("it builds on \(need), which is not applicable here")
                case .unjudged(let need):
                    ending = .unjudged("not judged: \(need), which it needs, could not be judged")
                case .ready:
                    show(check, progress)
                    ending = try await self.ending(of: check, &examination, from: &lane)
                }
                if case .verdict = ending {
                } else if lane?.has(check) == true {
                    // What comes behind it was tried on a machine that this check has used.
                    lane?.drop()
                    lane = nil
                }
                progress.endings[check.id] = ending
                tell(check, ending)
                try await after(progress, &examination, open.dropFirst(index + 1).first)
            }
            guard waiting.count < open.count else { return }
            open = waiting
        }
    }

    /// How a check ends: by the attempt that a lane has made, or by one that is made now.
    private func ending(
        of check: Rubric.Check, _ examination: inout Examination, from lane: inout LaneReplay?
    ) async throws -> Ending {
        if let ending = try await examination.given(check) { return ending }
        guard let wasBegun = lane?.isBegun else { return try await examination.ending(of: check) }
        guard let step = await lane?.step(of: check) else {
            lane = nil
            return try await examination.ending(of: check)
        }
        if !wasBegun { examination.series.countStart(of: check.setup, onUsed: step.wasUsed) }
        if !step.attempt.ending.isPass {
            if let log = await lane?.log() { examination.series.note(log: log) }
            lane = nil
            examination.series.adopt(step.session)
        }
        return try await examination.ending(of: check, after: step.attempt, wasUsed: step.wasUsed)
    }
}
