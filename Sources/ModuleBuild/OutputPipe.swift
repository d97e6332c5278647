import Dispatch
import Glibc
import Synchronization

/// A pipe that every process of a sandbox has as its output. The pipe's end of file proves that no process is left. The
/// end of the first process does not prove it: that process may die a moment before the others.
final class OutputPipe: Sendable {
    let writeEnd: Int32
    private let readEnd: Int32
    private let isWriteEndOpen = Mutex(true)

    /// Makes the pipe; nil when this process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        // Processes that other threads start must not inherit the ends, or the end of file would wait for these
        // processes too. Swift does not see pipe2(2), which makes such a pipe in one step, so this is a pair of
        // sockets.
        let kind = Int32(bitPattern: SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        closeWriteEnd()
        close(readEnd)
    }

    /// Closes the write end. Call this when the sandbox has its copy, or has failed to start; further calls do nothing.
    func closeWriteEnd() {
        let wasOpen = isWriteEndOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { close(writeEnd) }
    }

    /// Reads to the end of file on a separate thread. It cannot be cancelled, so that a caller who cancels the sandbox
    /// waits here until all its processes are gone.
    func drain(into log: BoundedLog) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue(label: "sandbox output").async { [self] in
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                while true {
                    let got = read(readEnd, &buffer, buffer.count)
                    if got > 0 {
                        buffer.withUnsafeBytes { log.append(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
                    } else if got == 0 || errno != EINTR {
                        break
                    }
                }
                continuation.resume()
            }
        }
    }
}
