/// The processor's state and the calls, as the lines after a headline give them.
struct MachineState {
    private(set) var instructionPointer: StackFrame?
    private(set) var faultAddress: UInt64?
    private(set) var comm: String?
    private(set) var pid: Int32?
    private(set) var callTrace: [StackFrame] = []
    private(set) var hasEvidence = false
    /// The locks that the report names.
    private(set) var locks: [LockUse] = []

    /// What is done with the lines of a trace.
    private var trace = Trace.none
    private var isClosed = false
    private var sawInstructionPointer = false
    /// Whether the trace came before the processor's state: an RCU stall shows another task first.
    private var isTraceProvisional = false
    /// Whether the task is only one of those that a stall lists: the one on the processor is the one that it is about.
    private var isTaskProvisional = false

    /// Whether the report is one that names locks.
    private var namesLocks = false
    /// The name of a lock that is given back, whose place follows.
    private var released: String?

    private enum Trace { case none, reading, skipping }

    /// Takes the facts that the headline itself states.
    mutating func take(_ headline: Headline) {
        // What KASAN says of an address is nearer to the code than the address of its table.
        faultAddress = headline.isOfRange ? headline.faultAddress : faultAddress ?? headline.faultAddress
        namesLocks = namesLocks || [.lockMisuse, .atomicSleep].contains(headline.kind)
        var scanner = LineScanner(headline.message)
        switch headline.kind {
        case .hungTask:
            // INFO: task sh:85 blocked for more than 4 seconds.
            guard scanner.skip("INFO: task ") else { break }
            let plain = scanner.cut(through: " blocked for more than ")
            guard let task = plain ?? scanner.cut(through: " blocked in I/O wait for ") else { break }
            takeTask(task, separator: UInt8(ascii: ":"))
        case .softLockup:
            // watchdog: BUG: soft lockup - CPU#0 stuck for 6s! [sh:85]
            guard scanner.cut(through: "! [") != nil, let end = scanner.rest.lastIndex(of: UInt8(ascii: "]")) else {
                break
            }
            takeTask(scanner.rest[..<end], separator: UInt8(ascii: ":"))
        case .warning:
            // WARNING: CPU: 0 PID: 85 at mm/vmalloc.c:2752 __vunmap+0x31a/0x340
            if headline.namesTask {
                takeWarning(&scanner)
                break
            }
            // `WARNING: CPU: 0 PID: 85 at __vunmap+0x31a/0x340` where the kernel does not know its files.
            guard scanner.cut(through: " PID: ") != nil, let id = scanner.decimal(), scanner.skip(" at ") else { break }
            pid = id
            instructionPointer = Self.place(&scanner)
        default: break
        }
    }

    /// `WARNING: mm/vmalloc.c:2752 at __vunmap+0x31a/0x340, CPU#0: sh/85`, from 6.19 on; without a file `WARNING: at ...`.
    private mutating func takeWarning(_ scanner: inout LineScanner) {
        guard scanner.skip("WARNING: ") else { return }
        if !scanner.skip("at ") { _ = scanner.cut(through: " at ") }
        instructionPointer = StackFrame(&scanner)
        guard scanner.cut(through: ", CPU#") != nil, scanner.decimal() != nil, scanner.skip(": ") else { return }
        takeTask(scanner.rest, separator: UInt8(ascii: "/"))
    }

    /// The function after a file and a line, or at once.
    private static func place(_ scanner: inout LineScanner) -> StackFrame? {
        var alone = scanner
        if let frame = StackFrame(&alone) { return frame }
        guard scanner.cut(through: " ") != nil else { return nil }
        return StackFrame(&scanner)
    }

    private mutating func takeTask(_ task: ArraySlice<UInt8>, separator: UInt8) {
        guard let colon = task.lastIndex(of: separator) else { return }
        var scanner = LineScanner(task[(colon + 1)...])
        comm = String(decoding: task[..<colon], as: UTF8.self)
        pid = scanner.decimal()
    }

    /// Marks the end of the cause: later lines belong to the report, but not to what caused it.
    mutating func close() { isClosed = true }

    /// Takes a line, and returns whether it belongs to a report.
    mutating func take(_ line: ArraySlice<UInt8>) -> Bool {
        if namesLocks, takeLock(line) { return true }
        if let frame = StackFrame(line: line) {
            if trace == .reading {
                callTrace.append(frame)
                hasEvidence = true
            }
            return true
        }
        var scanner = LineScanner(line)
        if scanner.skip("Call Trace:") || scanner.skip("Call trace:") {
            beginTrace()
            return true
        }
        if scanner.skip("CPU: ") { return takeProcessor(&scanner) }
        if scanner.skip("task:") {
            takeStalled(&scanner)
            return true
        }
        if scanner.skip("RIP: ") || scanner.skip("pc : ") { return takeInstructionPointer(&scanner) }
        if ReportMatter.isEndOfTrace(line) { trace = .none }
        return ReportMatter.contains(line)
    }

    /// Takes a line that names a lock: the checker needs no processor's state to say what it has seen.
    private mutating func takeLock(_ line: ArraySlice<UInt8>) -> Bool {
        if let use = LockUse(line: line) ?? LockUse(released: released, line: line) {
            released = nil
            if !isClosed { locks.append(use) }
            hasEvidence = true
            return true
        }
        released = LockUse.released(line)
        return released != nil
    }

    /// `task:sh              state:R  running task     stack:0     pid:98    tgid:98`: the task that a stall or a hang is
    /// about, where nothing has named one before.
    private mutating func takeStalled(_ scanner: inout LineScanner) {
        guard comm == nil, !isClosed, let name = scanner.cut(through: " state:"),
            scanner.cut(through: " pid:") != nil, let id = scanner.decimal()
        else { return }
        let end = name.lastIndex { $0 != 0x20 } ?? name.startIndex
        comm = String(decoding: name[...end], as: UTF8.self)
        pid = id
        isTaskProvisional = true
    }

    private mutating func beginTrace() {
        if isTraceProvisional, sawInstructionPointer, !isClosed {
            callTrace = []
            isTraceProvisional = false
        }
        if callTrace.isEmpty, !isClosed {
            trace = .reading
            isTraceProvisional = !sawInstructionPointer
        } else {
            trace = .skipping
        }
    }

    /// `CPU: 0 PID: 85 Comm: sh Tainted: G           OE      6.1.0-...`; since 6.11 with `UID: 0 ` before `PID`.
    private mutating func takeProcessor(_ scanner: inout LineScanner) -> Bool {
        guard scanner.decimal() != nil, scanner.skip(" ") else { return false }
        if scanner.skip("UID: "), scanner.decimal() == nil || !scanner.skip(" ") { return false }
        guard scanner.skip("PID: "), let id = scanner.decimal(), scanner.skip(" Comm: ") else { return false }
        let rest = scanner.rest
        let name = scanner.cut(through: " Tainted: ") ?? scanner.cut(through: " Not tainted ") ?? rest
        if comm == nil || isTaskProvisional, !isClosed {
            isTaskProvisional = false
            comm = String(decoding: name, as: UTF8.self)
            pid = id
        }
        hasEvidence = true
        return true
    }

    /// `RIP: 0010:writeval_null+0x15/0x30 [mtest]`, in kernel mode (code segment 0x10).
    private mutating func takeInstructionPointer(_ scanner: inout LineScanner) -> Bool {
        let isKernel = scanner.skip("0010:") || scanner.rest.first.map { !(0x30...0x39).contains($0) } ?? false
        guard isKernel else { return trace != .none }
        if !sawInstructionPointer, !isClosed {
            var place = scanner
            if let frame = StackFrame(&place) {
                instructionPointer = frame
                hasEvidence = true
            } else if scanner.skip("0x"), scanner.hexadecimal() != nil, scanner.isAtEnd {
                hasEvidence = true
            }
            sawInstructionPointer = true
        }
        return true
    }
}
