import Synchronization
import VirtualMachine

/// The attempts at the checks of one group that a lane makes ahead of their turn, and hands over in their order.
final class LaneAttempts: Sendable {
    /// The checks that are tried, in this order, as long as they pass.
    let checks: [Rubric.Check]
    private let steps: AsyncStream<Step>
    private let feed: AsyncStream<Step>.Continuation
    private let state = Mutex(State())

    /// One attempt.
    struct Step: Sendable {
        /// The id of the check.
        let check: String
        let attempt: Attempt
        /// Whether others had used the machine.
        let wasUsed: Bool
        /// The machine, where the attempt is no pass and has not harmed it; it goes to whoever takes the step.
        var session: Session?
    }

    private struct State {
        /// What is at work.
        var session: Session?
        var isDropped = false
        var log = ""
    }

    init(_ checks: [Rubric.Check]) {
        self.checks = checks
        (steps, feed) = AsyncStream.makeStream(of: Step.self)
    }

    // MARK: - The lane

    /// Whether nobody waits for further attempts.
    var isDropped: Bool { state.withLock { $0.isDropped } }

    /// Says which machine is at work, so that it can be stopped.
    func use(_ session: Session) { state.withLock { $0.session = session } }

    /// Hands an attempt over; whether others are welcome.
    func add(_ step: Step) -> Bool {
        let isDropped = state.withLock { state in
            state.session = nil
            return state.isDropped
        }
        guard !isDropped else {
            step.session?.machine.kill()
            return false
        }
        feed.yield(step)
        return true
    }

    /// Says that no more attempts come, and what the kernels logged.
    func end(log: String) {
        state.withLock { state in
            state.session = nil
            state.log = log
        }
        feed.finish()
    }

    // MARK: - The one whose turn it is

    /// The attempts, in the order of ``checks``.
    var all: AsyncStream<Step>.Iterator { steps.makeAsyncIterator() }

    /// What the kernels logged, once no more attempts come.
    var log: String { state.withLock { $0.log } }

    /// Ends the work: what is still tried is of no use.
    func drop() {
        let session = state.withLock { state in
            state.isDropped = true
            return state.session
        }
        session?.machine.kill()
    }
}
