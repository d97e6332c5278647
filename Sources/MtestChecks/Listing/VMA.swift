import MtestProtocol
import Words

/// A virtual memory area as listvma prints it.
struct VMA: Hashable, Sendable, CustomStringConvertible {
    let start: UInt64
    /// The first address behind it.
    let end: UInt64
    /// `rwx`, with `-` for what is absent, or `?`.
    let permissions: String
    /// What mprotect() could grant; not compared.
    var mayPermissions = "rwx"

    init(start: UInt64, end: UInt64, permissions: String) {
        self.start = start
        self.end = end
        self.permissions = permissions
    }

    init(_ listed: ListedVMA) {
        self.init(start: listed.start, end: listed.end, permissions: listed.permissions?.description ?? "?")
    }

    /// Whether it begins and ends where a listed one does.
    func hasBounds(of listed: ListedVMA) -> Bool { start == listed.start && end == listed.end }

    static func == (left: VMA, right: VMA) -> Bool {
        left.start == right.start && left.end == right.end && left.permissions == right.permissions
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(start)
        hasher.combine(end)
        hasher.combine(permissions)
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
            // Code in the kernel can have the file say anything.
            guard ends.count == 2, ends[0] < ends[1], ends[1] & 0xfff == 0 else { return nil }
            var vma = VMA(start: ends[0], end: ends[1], permissions: String(fields[1].prefix(3)))
            // Mapped with VM_READ and VM_MAYREAD alone (arch/x86/entry/vdso/vma.c). The files of the targets are opened
            // for reading and writing, and private ones may always be written.
            if fields.last?.hasPrefix("[vvar") == true { vma.mayPermissions = "r--" }
            return vma
        }
    }
}
