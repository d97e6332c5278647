/// A line of /proc/PID/stat (proc(5)).
struct ProcessLine: Equatable {
    let pid: Int32
    /// The letter of its state.
    let state: String
    let parent: Int32
    /// Ticks of the processor that it has used, in user mode and in the kernel.
    let ticks: [Substring]
    /// PF_ flags, include/linux/sched.h.
    private let flags: UInt64

    /// Whether it has no memory of its own and never had: PF_KTHREAD.
    var isKernelThread: Bool { flags & 0x20_0000 != 0 }
    /// Whether a signal has stopped it, or it is traced.
    var isStopped: Bool { state == "T" || state == "t" }

    /// Reads a line. The name in parentheses may itself hold any character.
    ///
    /// - Returns: nil for what is none.
    init?(_ text: String) {
        guard let close = text.lastIndex(of: ")"), let pid = Int32(text.prefix { $0.isNumber }) else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        // state and ppid, the 3rd and 4th field of the whole line; flags, the 9th; utime and stime, the 14th and 15th.
        guard fields.count > 12, let parent = Int32(fields[1]), let flags = UInt64(fields[6]) else { return nil }
        self.pid = pid
        self.parent = parent
        self.flags = flags
        state = String(fields[0])
        ticks = Array(fields[11...12])
    }
}
