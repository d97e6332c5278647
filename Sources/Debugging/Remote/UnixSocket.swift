import Glibc

/// A Unix socket with a name, as file descriptors.
enum UnixSocket {
    /// Bytes of a path, without its end (unix(7)).
    static let longestPath = 107

    /// Waits for connections at a path, which is made.
    static func listening(at path: String) throws(DebuggingError) -> Int32 {
        try made(path) { descriptor, address, size in
            bind(descriptor, address, size) == 0 && listen(descriptor, 1) == 0
        }
    }

    /// Connects to a path.
    static func connected(to path: String) throws(DebuggingError) -> Int32 {
        try made(path) { descriptor, address, size in connect(descriptor, address, size) == 0 }
    }

    private static func made(
        _ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) throws(DebuggingError) -> Int32 {
        guard path.utf8.count <= longestPath, !path.contains(",") else { throw .path(path) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let isUsed = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard descriptor >= 0, isUsed else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw .socket(path, reason: reason)
        }
        return descriptor
    }

    /// Sends all bytes; false where nobody is there.
    static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
