import Glibc

/// Writes all of the bytes to a file descriptor: goes on after a partial write, and after a signal.
///
/// - Returns: Whether everything was written; otherwise `errno` says why not, for example EPIPE or ENOSPC.
@discardableResult
package func writeWhole(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        sent += count
    }
    return true
}
