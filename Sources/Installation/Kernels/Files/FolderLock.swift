import Dispatch
import Glibc
import Synchronization

/// An exclusive lock between processes on a folder; it ends with the value, and with the process, however that dies.
final class FolderLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Waits for the lock on `folder`, which must exist. `whenHeld` is called once if another process has it.
    ///
    /// - Throws: `KernelCatalogueError.folderUnusable`, or `CancellationError` when the waiting task is cancelled.
    static func acquire(in folder: String, whenHeld: () -> Void) async throws -> FolderLock {
        let path = "\(folder)/.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw KernelCatalogueError.folderUnusable(folder: folder, reason: String(cString: strerror(errno)))
        }
        let lock = FolderLock(descriptor: descriptor)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return lock }
        whenHeld()
        try await lock.wait()
        return lock
    }

    /// The system has no lock that can be awaited, so a separate thread blocks in flock(2). A cancelled waiter leaves
    /// at once; the thread keeps the descriptor open until its turn comes and then lets go.
    private func wait() async throws {
        let waiter = Waiter()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter.continuation.withLock { $0 = continuation }
                if Task.isCancelled {
                    waiter.take()?.resume(throwing: CancellationError())
                    return
                }
                DispatchQueue(label: "kernel cache lock").async { [self] in
                    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
                    waiter.take()?.resume()
                }
            }
        } onCancel: {
            waiter.take()?.resume(throwing: CancellationError())
        }
    }

    private final class Waiter: Sendable {
        let continuation = Mutex<CheckedContinuation<Void, any Error>?>(nil)

        /// The first caller gets the continuation and resumes it; the second gets nil.
        func take() -> CheckedContinuation<Void, any Error>? {
            continuation.withLock { held in
                defer { held = nil }
                return held
            }
        }
    }
}
