/// A virtual memory area, as the kernel's own structure has it.
package struct MemoryArea: Sendable, Hashable {
    /// Its first address.
    package let start: UInt64
    /// The first address behind it.
    package let end: UInt64
    /// `vm_flags` (include/linux/mm.h).
    package let flags: UInt64

    /// An area, from its parts.
    package init(start: UInt64, end: UInt64, flags: UInt64) {
        self.start = start
        self.end = end
        self.flags = flags
    }

    /// VM_READ, VM_WRITE, VM_EXEC.
    package var reads: Bool { flags & 1 != 0 }
    package var writes: Bool { flags & 2 != 0 }
    package var executes: Bool { flags & 4 != 0 }

    /// Its rights as `rwx`, with `-` for what is absent.
    package var permissions: String { (reads ? "r" : "-") + (writes ? "w" : "-") + (executes ? "x" : "-") }
}

/// Why the structures of a kernel do not fit together: somebody changes them at this moment, or has damaged them.
package struct KernelDamage: Error, Sendable, Hashable, CustomStringConvertible {
    /// A clause without a full stop.
    package let description: String
}

extension MemoryArea {
    /// The areas that a /proc/PID/maps shows (proc(5)), without `[vsyscall]`, which is in no VMA list.
    package static func all(inMaps text: String) -> [MemoryArea] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 2, fields.last != "[vsyscall]" else { return nil }
            let ends = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard ends.count == 2 else { return nil }
            let flags = zip(fields[1], [("r", 1), ("w", 2), ("x", 4)] as [(Character, UInt64)])
                .reduce(0) { $1.0 == $1.1.0 ? $0 | $1.1.1 : $0 }
            return MemoryArea(start: ends[0], end: ends[1], flags: flags)
        }
    }

    /// Whether a list that shows no more than addresses and rights shows both alike.
    package func isShown(as other: MemoryArea) -> Bool {
        start == other.start && end == other.end && permissions == other.permissions
    }
}
