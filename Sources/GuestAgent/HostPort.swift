import CGuest

/// The virtio serial port that the host is at the other end of.
final class HostPort {
    private let descriptor: Int32
    private var buffer: ArraySlice<UInt8> = []
    /// What one read(2) fills. Made once, before the machine is frozen: each clone would clear its pages anew.
    private var piece = [UInt8](repeating: 0, count: 1 << 16)

    init?(path: String) {
        guard Self.waitForFile(path) else { return nil }
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    /// Whether a file is there, or appears in time.
    private static func waitForFile(_ path: String) -> Bool {
        let watch = inotify_init1(Int32(IN_CLOEXEC))
        defer { close(watch) }
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        // First the watch, then the look: nothing can appear in between unseen.
        guard inotify_add_watch(watch, folder, UInt32(IN_CREATE)) >= 0 else { return access(path, F_OK) == 0 }
        let deadline = now() + UInt64(AgentPatience.port)
        var events = [UInt8](repeating: 0, count: 4096)
        while access(path, F_OK) != 0 {
            guard readable(of: watch, until: deadline) != nil else { return false }
            _ = events.withUnsafeMutableBytes { read(watch, $0.baseAddress, $0.count) }
        }
        return true
    }

    /// The next message; blocks until there is one. A frame that cannot be read is dropped: the host
    /// notices the missing reply. nil, with errno as the system call left it, when the port cannot be read any more: only
    /// code that controls the whole machine can do that.
    func receive() -> [UInt8]? {
        while true {
            do {
                if let message = try Frame.unwrap(&buffer) { return message }
            } catch {
                buffer = []
            }
            _ = readable(of: descriptor, until: .max)
            let count = piece.withUnsafeMutableBytes { [descriptor] in read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                buffer += piece[0..<count]
            } else if count < 0, errno != EINTR, errno != EAGAIN {
                return nil
            }
        }
    }

    /// Sends one message whole.
    func send(_ message: [UInt8]) {
        let frame = Frame.wrap(message)
        var sent = 0
        while sent < frame.count {
            let count = frame[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { sent += count } else if errno != EINTR && errno != EAGAIN { return }
        }
    }
}
