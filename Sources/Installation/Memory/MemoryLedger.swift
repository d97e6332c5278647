import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// Memory that several processes share out among themselves: a semaphore over bytes. Who wants more than the share that
/// everybody has takes a ticket for the rest, and waits until others have given back theirs.
///
/// It is a file, of which nothing is read or written: a ticket is a lock on as many of its bytes as it has units of memory
/// (fcntl_locking(2), open file description locks). The system gives back the locks of a process that ends in any way.
package final class MemoryLedger: Sendable {
    private let path: String
    private let units: Int
    /// Tickets of this process. One that has a ticket is never made to wait for another one: two that wait for each other
    /// would wait for ever.
    private let held = Mutex(0)

    /// Bytes of memory that one byte of the file stands for.
    private static let unit = 16 << 20

    /// Opens a ledger that was made before.
    ///
    /// - Returns: nil where it cannot be used.
    package init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_size > 0 else { return nil }
        self.path = path
        units = Int(status.st_size)
    }

    /// Makes a ledger over so many bytes.
    ///
    /// - Returns: whether it could be made.
    package static func make(_ path: String, bytes: Int) -> Bool {
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return ftruncate(descriptor, max(1, bytes / unit)) == 0
    }

    /// The bytes that are shared out.
    package var bytes: Int { units * Self.unit }

    /// Memory that somebody has. It is given back with the last reference to it.
    package final class Ticket: Sendable {
        private let descriptor: Int32
        private let ledger: MemoryLedger

        fileprivate init(_ descriptor: Int32, _ ledger: MemoryLedger) {
            self.descriptor = descriptor
            self.ledger = ledger
        }

        deinit {
            close(descriptor)
            ledger.held.withLock { $0 -= 1 }
        }
    }

    /// A ticket for so many bytes, or for all that there are.
    ///
    /// - Returns: nil where nobody has to wait: nothing is wanted, this process has a ticket already, or the file is gone.
    /// - Throws: `CancellationError`.
    package func ticket(_ bytes: Int) async throws -> Ticket? {
        guard bytes > 0 else { return nil }
        let wanted = min(units, (bytes + Self.unit - 1) / Self.unit)
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        for start in stride(from: 0, through: units - wanted, by: wanted)
        where Self.lock(descriptor, start, wanted, waits: false) {
            return taken(descriptor)
        }
        guard held.withLock({ $0 == 0 }) else {
            close(descriptor)
            return nil
        }
        // The system has no lock that can be awaited, so a thread blocks in fcntl(2).
        let waiter = LedgerWaiter(descriptor)
        let isLocked = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter.hold(continuation)
                if Task.isCancelled { waiter.leave() }
                DispatchQueue(label: "memory").async {
                    waiter.arrive(Self.lock(descriptor, 0, wanted, waits: true))
                }
            }
        } onCancel: {
            waiter.leave()
        }
        guard isLocked else {
            close(descriptor)
            return nil
        }
        return taken(descriptor)
    }

    private func taken(_ descriptor: Int32) -> Ticket {
        held.withLock { $0 += 1 }
        return Ticket(descriptor, self)
    }

    /// From fcntl.h, which has them for _GNU_SOURCE alone.
    private static let (setLock, setLockWaiting): (Int32, Int32) = (37, 38)

    private static func lock(_ descriptor: Int32, _ start: Int, _ length: Int, waits: Bool) -> Bool {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = start
        lock.l_len = length
        while fcntl(descriptor, waits ? setLockWaiting : setLock, &lock) != 0 {
            guard errno == EINTR else { return false }
        }
        return true
    }
}

/// Somebody who waits for a lock, and may leave before it is there.
private final class LedgerWaiter: Sendable {
    private let state = Mutex((continuation: CheckedContinuation<Bool, any Error>?.none, hasLeft: false))
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func hold(_ continuation: CheckedContinuation<Bool, any Error>) {
        state.withLock { $0.continuation = continuation }
    }

    func arrive(_ isLocked: Bool) {
        let (continuation, hasLeft) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.continuation, state.hasLeft)
        }
        // Nobody takes it any more.
        if hasLeft { close(descriptor) }
        continuation?.resume(returning: isLocked)
    }

    func leave() {
        let continuation = state.withLock { state in
            defer { state.continuation = nil }
            state.hasLeft = state.hasLeft || state.continuation != nil
            return state.continuation
        }
        continuation?.resume(throwing: CancellationError())
    }
}
