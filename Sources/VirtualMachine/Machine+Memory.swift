import Glibc

extension Machine {
    /// Bytes that the machine has for itself alone: what QEMU computes with, and the pages that the guest has written since
    /// it was frozen. It hardly ever gives any back, so that the number at the end is the highest. 0 where it has ended.
    package var privateBytes: Int {
        guard let file = fopen("/proc/\(hostProcess)/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("RssAnon:") else { continue }
            // proc_pid_status(5): in units of 1024 bytes.
            return text.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
                ?? 0
        }
        return 0
    }
}

/// A machine's place in a ``MachineRoom``.
struct MachineStay: Sendable {
    let room: any MachineRoom
    /// What the room has given for it.
    let ticket: (any Sendable)?
}
