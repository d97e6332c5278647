import AgentProtocol
import Glibc

/// The virtio serial port that the host is at the other end of.
final class HostPort {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init?(path: String) {
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    /// The next message; blocks until there is one. Rubbish is dropped: the host notices the missing reply.
    func receive() -> [UInt8] {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            do {
                if let message = try Frame.unwrap(&buffer) { return message }
            } catch {
                buffer.removeAll()
            }
            _ = waitReadable(descriptor, until: .max)
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { buffer += piece[0..<count] }
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
