import MtestProtocol
import Words

/// A virtual memory area as listvma prints it.
struct VMA: Hashable, Sendable, CustomStringConvertible {
    let start: UInt64
    /// The first address behind it.
    let end: UInt64
    /// `rwx`, with `-` for what is absent, or `?`.
    let permissions: String

    init(start: UInt64, end: UInt64, permissions: String) {
        self.start = start
        self.end = end
        self.permissions = permissions
    }

    init(_ listed: ListedVMA) {
        self.init(start: listed.start, end: listed.end, permissions: listed.permissions?.description ?? "?")
    }

    var description: String { "\(hex(start)) \(hex(end)) \(permissions)" }
}

/// `/proc/PID/maps`, as far as a VMA list is concerned.
enum MapsFile {
    /// Each VMA but `[vsyscall]`, which is in no VMA list.
    static func vmas(_ text: String) -> [VMA] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 2, fields.last != "[vsyscall]" else { return nil }
            let ends = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard ends.count == 2 else { return nil }
            return VMA(start: ends[0], end: ends[1], permissions: String(fields[1].prefix(3)))
        }
    }
}
