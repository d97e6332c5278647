import VirtualMachine

/// The attempts that a lane has made at a group, as they are taken at their turn.
struct LaneReplay {
    private let attempts: LaneAttempts
    private var steps: AsyncStream<LaneAttempts.Step>.Iterator
    private(set) var isBegun = false

    init(_ attempts: LaneAttempts) {
        self.attempts = attempts
        steps = attempts.all
    }

    /// Whether the lane tries a check.
    func has(_ check: Rubric.Check) -> Bool { attempts.checks.contains { $0.id == check.id } }

    /// The attempt at a check; nil where the lane has ended before, or goes another way: it has been dropped then.
    mutating func step(of check: Rubric.Check) async -> LaneAttempts.Step? {
        let step = await steps.next(isolation: nil)
        guard let step, step.check == check.id else {
            step?.session?.machine.kill()
            drop()
            return nil
        }
        isBegun = true
        return step
    }

    /// What the kernels logged, when the lane is through.
    mutating func log() async -> String {
        while let step = await steps.next(isolation: nil) { step.session?.machine.kill() }
        return attempts.log
    }

    func drop() { attempts.drop() }
}
