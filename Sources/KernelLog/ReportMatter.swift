/// The other lines of a report.
enum ReportMatter {
    /// Whether a line looks like part of a report: registers, code, tags, tables.
    static func contains(_ line: ArraySlice<UInt8>) -> Bool {
        beginnings.contains { line.starts(with: $0) } || isTag(line) || isRegister(line)
    }

    /// Whether a line closes a trace: `</TASK>` or an end mark.
    static func isEndOfTrace(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: " </TASK>".utf8) || line.starts(with: "---[ end ".utf8)
    }

    /// Whether a line is a tag, such as ` <TASK>`, ` </IRQ>`, ` <NMI>`.
    private static func isTag(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: " <".utf8) && line.last == UInt8(ascii: ">") && line.count <= 16
    }

    /// Whether a line shows a register, such as `RAX: 0000...`, `CR2: ...`, `FS:  ...`: two to four capitals or
    /// digits and a colon.
    private static func isRegister(_ line: ArraySlice<UInt8>) -> Bool {
        let name = line.prefix(5).prefix { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
        guard (2...4).contains(name.count), let first = name.first, (0x41...0x5A).contains(first) else { return false }
        let rest = line[name.endIndex...]
        return rest.first == UInt8(ascii: ":") && rest.dropFirst().first == 0x20
    }

    private static let beginnings: [[UInt8]] = [
        "Code: ", "Modules linked in:", "Hardware name: ", "Workqueue: ", "#PF: ", "PGD ", "PKRU: ", "---[ end ",
        "note: ", "Kernel Offset: ", "Dumping ftrace buffer:", "Rebooting in ", "Disabling lock debugging",
        "Preemption disabled at:", "irq event stamp: ", "hardirqs last ", "softirqs last ", "INFO: lockdep is turned",
        "      Tainted: ", "Tainted: [", "      Not tainted ", "\"echo 0 > /proc/sys/kernel/hung_task", "task:",
        // Bad pages and bad entries.
        "addr:", "file:", "page:", "flags: 0x", "raw: ", "page dumped because:", "bad because of flags:",
        "page_type:", "page_owner ",
        // The slab allocator's checks.
        "Redzone ", "Object ", "Padding ", "Allocated in ", "Freed in ", "Slab 0x", "FIX ",
        // Stalls.
        "rcu: ", "\t", "NMI backtrace for cpu ", "Sending NMI from CPU ", "Kernel panic - ",
        // The state of memory.
        "Mem-Info:", "active_anon:", " active_file:", " unevictable:", " slab_reclaimable:", " mapped:", " kernel_misc",
        " free:", "Node ", "lowmem_reserve[]:", "DMA", "Normal", "[  pid  ]", "[ ", "Tasks state ", "oom-kill:",
        "Out of memory: ", "oom_reaper: ", " total pagecache", "0 pages in swap cache", "Free swap ", "Total swap ",
    ].map { Array($0.utf8) }
}
