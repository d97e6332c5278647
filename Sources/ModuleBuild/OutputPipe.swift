import Dispatch
import Glibc
import Synchronization

/// A pipe that every process of a sandbox holds as its output. Its end of file is the proof that none of them is left,
/// which the end of the process that was started is not: that one may die a moment before the others do.
final class OutputPipe: Sendable {
    let writeEnd: Int32
    private let readEnd: Int32
    private let isWriteEndOpen = Mutex(true)

    /// Nil when the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        // Not to be inherited by what other threads start, or the end of file would wait for that as well. A pair of
        // sockets, because Swift does not see pipe2(2), which alone makes a pipe that way in one step.
        let kind = Int32(bitPattern: SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        closeWriteEnd()
        close(readEnd)
    }

    /// To be called once the sandbox has its copy, or has failed to start. More calls do nothing.
    func closeWriteEnd() {
        let wasOpen = isWriteEndOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { close(writeEnd) }
    }

    /// Reads to the end of file on a thread of its own. Not cancellable, on purpose: whoever cancels the sandbox waits here
    /// until it is gone.
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
