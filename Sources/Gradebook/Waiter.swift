import Synchronization

/// A task that waits for an event, or until it is cancelled.
final class Waiter: Sendable {
    private let continuation = Mutex<CheckedContinuation<Void, any Error>?>(nil)

    func hold(_ waiting: CheckedContinuation<Void, any Error>) { continuation.withLock { $0 = waiting } }

    /// The event has happened.
    func arrive() { take()?.resume() }

    /// The task was cancelled.
    func leave() { take()?.resume(throwing: CancellationError()) }

    private func take() -> CheckedContinuation<Void, any Error>? {
        continuation.withLock { held in
            defer { held = nil }
            return held
        }
    }
}
