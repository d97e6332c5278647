import Synchronization

/// Somebody who waits for an event or for being called off, whichever is first.
final class Waiter: Sendable {
    private let continuation = Mutex<CheckedContinuation<Void, any Error>?>(nil)

    func hold(_ waiting: CheckedContinuation<Void, any Error>) { continuation.withLock { $0 = waiting } }

    /// The event is there.
    func arrive() { take()?.resume() }

    /// It is called off.
    func leave() { take()?.resume(throwing: CancellationError()) }

    private func take() -> CheckedContinuation<Void, any Error>? {
        continuation.withLock { held in
            defer { held = nil }
            return held
        }
    }
}
