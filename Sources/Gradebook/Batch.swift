import FoundationEssentials
import Glibc

/// A batch that is under way. Other batches on the same gradebook see it by a lock, which ends with the batch's process
/// even when that is killed.
package final class Batch: Sendable {
    /// The batch's id, a UUID.
    package let id: String
    private let path: String
    private let descriptor: Int32

    /// - Throws: ``GradebookError``.
    init(in folder: String) throws {
        id = UUID().uuidString
        path = Self.path(id, in: folder)
        try? FileManager.default.createDirectory(atPath: "\(folder)/batches", withIntermediateDirectories: true)
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw GradebookError.unusable(folder: folder, reason: String(cString: strerror(errno)))
        }
    }

    deinit {
        unlink(path)
        close(descriptor)
    }

    static func path(_ id: String, in folder: String) -> String { "\(folder)/batches/\(id)" }

    /// Whether the batch's process is gone. Its file is removed then.
    static func isGone(_ id: String, in folder: String) -> Bool {
        let path = path(id, in: folder)
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == ENOENT }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
        unlink(path)
        return true
    }

    /// Returns once the batch's process is gone. Blocks its thread.
    static func awaitEnd(of id: String, in folder: String) {
        let descriptor = Glibc.open(path(id, in: folder), O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    }

    static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
