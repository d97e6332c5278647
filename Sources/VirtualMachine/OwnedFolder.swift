import FoundationEssentials
import Glibc

/// A folder in a shared cache that belongs to one process for as long as that lives.
///
/// Its owner holds a lock (flock(2)) on a file beside the folder. The system gives the lock up when the process ends,
/// however it ends. A process identifier would say nothing here: the cache may be shared with other nodes of a cluster, or
/// with containers that count their processes anew. Over NFS the lock holds between nodes (NFSv4, or NFSv3 with lockd;
/// Linux makes a lock on the server of it), but not where it is mounted with `local_lock` or `nolock`.
package final class OwnedFolder: Sendable {
    /// Its path. The folder itself is made by the owner.
    package let path: String
    private let descriptor: Int32

    private static let suffix = ".lock"
    /// Seconds after which a folder that never had a lock is nobody's: older graders made such folders.
    private static let lockless = 86_400

    /// A new folder's path in `parent`, which is made where it is missing. The name begins with `prefix`.
    ///
    /// Where the lock's file cannot be made, the owner goes on without it, and will be told why by what it writes next.
    package init(in parent: String, prefix: String) {
        try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        var (path, descriptor) = ("", Int32(-1))
        for _ in 0..<16 {
            // Not a number after the prefix: older graders read one as a process identifier.
            path = "\(parent)/\(prefix)x\(String(UInt64.random(in: 0 ... .max), radix: 36))"
            let lock = path + Self.suffix
            descriptor = open(lock, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor < 0 { break }
            // Another process may sweep the file between its making and its locking.
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK, Self.isSame(descriptor, lock) {
                break
            }
            close(descriptor)
            descriptor = -1
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        guard descriptor >= 0 else { return }
        // The lock's file goes last: a folder without one may be swept by nobody for a day.
        if access(path, F_OK) != 0 { unlink(path + Self.suffix) }
        close(descriptor)
    }

    /// Removes the folder with all that is in it.
    package func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Removes the folders in `parent` whose names begin with `prefix` and whose owners are gone.
    package static func sweep(_ parent: String, prefix: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        let folders = Set(names.map { $0.hasSuffix(suffix) ? String($0.dropLast(suffix.count)) : $0 })
        for name in folders where name.hasPrefix(prefix) { sweep("\(parent)/\(name)") }
    }

    private static func sweep(_ path: String) {
        let lock = path + suffix
        let descriptor = open(lock, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            var status = stat()
            if errno == ENOENT, lstat(path, &status) == 0, status.st_mtim.tv_sec < time(nil) - lockless {
                try? FileManager.default.removeItem(atPath: path)
            }
            return
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isSame(descriptor, lock) else { return }
        try? FileManager.default.removeItem(atPath: path)
        unlink(lock)
    }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var (one, other) = (stat(), stat())
        return fstat(descriptor, &one) == 0 && stat(path, &other) == 0 && one.st_ino == other.st_ino
            && one.st_dev == other.st_dev
    }
}
