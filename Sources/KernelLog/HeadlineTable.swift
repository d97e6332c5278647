/// How to recognise one kind of headline: its beginning, and in some cases words that follow later in the line.
struct HeadlinePattern {
    let beginning: [UInt8]
    let words: [UInt8]
    let kind: ReportKind
    let rank: Headline.Rank

    init(_ beginning: String, then words: String = "", _ kind: ReportKind, _ rank: Headline.Rank = .report) {
        self.beginning = Array(beginning.utf8)
        self.words = Array(words.utf8)
        self.kind = kind
        self.rank = rank
    }

    func matches(_ message: ArraySlice<UInt8>) -> Bool {
        guard message.starts(with: beginning) else { return false }
        return words.isEmpty || message[(message.startIndex + beginning.count)...].firstRange(of: words) != nil
    }
}

extension Headline {
    /// The kernel's words, from the sources of Linux 5.10 to 7.3, with their meaning. The
    /// first entry that matches counts.
    static let table: [HeadlinePattern] = [
        // arch/x86/mm/fault.c: show_fault_oops
        .init("kernel tried to execute NX-protected page", .pageFault, .cause),
        .init("unable to execute userspace code (SMEP?)", .pageFault, .cause),
        .init("BUG: kernel NULL pointer dereference, address: ", .nullPointer),
        .init("BUG: unable to handle kernel NULL pointer dereference", .nullPointer),
        .init("BUG: unable to handle page fault for address: ", .pageFault),
        .init("BUG: unable to handle kernel paging request at ", .pageFault),
        // arch/arm64/mm/fault.c: die_kernel_fault
        .init("Unable to handle kernel NULL pointer dereference at virtual address ", .nullPointer),
        .init("Unable to handle kernel ", then: " at virtual address ", .pageFault),
        // arch/x86/kernel/traps.c: handle_stack_overflow, exc_double_fault
        .init("BUG: TASK stack guard page was hit at ", .stackOverflow, .cause),
        .init("BUG: IRQ stack guard page was hit at ", .stackOverflow, .cause),
        .init("BUG: stack guard page was hit at ", .stackOverflow, .cause),
        .init("traps: PANIC: double fault", .doubleFault),
        .init("PANIC: double fault", .doubleFault),
        // lib/list_debug.c
        .init("list_add corruption", .listCorruption, .cause),
        .init("list_add double add", .listCorruption, .cause),
        .init("list_del corruption", .listCorruption, .cause),
        // mm/usercopy.c, lib/string_helpers.c, mm/maccess.c, include/linux/fortify-string.h
        .init("usercopy: Kernel memory ", then: " attempt detected ", .bufferOverflow, .cause),
        .init("detected buffer overflow in ", .bufferOverflow, .cause),
        .init("Buffer overflow detected (", .bufferOverflow, .cause),
        // From 6.8 on `memcpy: detected buffer overflow: 40 byte write of buffer size 16`, before a warning and a BUG.
        .init("mem", then: ": detected buffer overflow: ", .bufferOverflow, .cause),
        .init("str", then: ": detected buffer overflow: ", .bufferOverflow, .cause),
        .init("memcpy: detected field-spanning write", .bufferOverflow, .cause),
        // lib/refcount.c
        .init("refcount_t: ", .referenceCount, .cause),
        // kernel/panic.c: __stack_chk_fail
        .init("Kernel panic - not syncing: stack-protector: ", .stackCorruption),
        .init("Kernel panic - not syncing: ", .panic),
        .init("WARNING: CPU: ", then: " PID: ", .warning),
        // From 6.19 on (28ea295f941e): `WARNING: mtest.c:560 at findpage+0x22b/0x88f [mtest], CPU#0: test/93`
        .init("WARNING: ", then: ", CPU#", .warning),
        // lib/bug.c
        .init("kernel BUG at ", .bug),
        // kernel/module/main.c: do_init_module
        .init("do_init_module: '", then: "->init suspiciously returned ", .warning),
        // kernel/sched/core.c
        .init("BUG: scheduling while atomic: ", .atomicSleep),
        .init("BUG: using ", then: " in preemptible [", .atomicSleep),
        .init("BUG: sleeping function called from invalid context at ", .atomicSleep),
        .init("BUG: workqueue leaked ", .atomicSleep),
        // mm/page_alloc.c, mm/memory.c
        .init("BUG: Bad page state in process ", .badPageState),
        .init("BUG: Bad page map in process ", .badPageMap),
        // kernel/fork.c: check_mm; mm/pgtable-generic.c: p?d_clear_bad
        .init("BUG: Bad rss-counter state mm:", then: " type:", .badAddressSpace),
        .init("BUG: non-zero pgtables_bytes on freeing mm: ", .badAddressSpace),
        .init("mm/pgtable-generic.c:", then: ": bad p", .badAddressSpace),
        // kernel/watchdog.c, kernel/watchdog_hld.c, kernel/hung_task.c, kernel/rcu/tree_stall.h
        .init("watchdog: BUG: soft lockup - CPU#", .softLockup),
        .init("NMI watchdog: Watchdog detected hard LOCKUP on cpu ", .hardLockup),
        .init("watchdog: Watchdog detected hard LOCKUP on cpu ", .hardLockup),
        .init("Watchdog detected hard LOCKUP on cpu ", .hardLockup),
        // Since 6.6 the processor stands before it.
        .init("watchdog: CPU", then: ": Watchdog detected hard LOCKUP on cpu ", .hardLockup),
        .init("INFO: task ", then: " blocked for more than ", .hungTask),
        // From 6.18 on.
        .init("INFO: task ", then: " blocked in I/O wait for more than ", .hungTask),
        .init("INFO: rcu_", then: " detected stalls on ", .rcuStall),
        .init("INFO: rcu_", then: " self-detected stall on ", .rcuStall),
        .init("rcu: INFO: rcu_", then: " detected stalls on ", .rcuStall),
        .init("rcu: INFO: rcu_", then: " self-detected stall on ", .rcuStall),
        .init("rcu: INFO: rcu_", then: " detected expedited stalls on ", .rcuStall),
        // kernel/locking: where the lock checker is built in
        .init("WARNING: possible circular locking dependency detected", .lockMisuse),
        .init("WARNING: possible recursive locking detected", .lockMisuse),
        .init("WARNING: possible irq lock inversion dependency detected", .lockMisuse),
        .init("WARNING: inconsistent lock state", .lockMisuse),
        .init("WARNING: ", then: "-unsafe lock order detected", .lockMisuse),
        .init("WARNING: bad contention detected!", .lockMisuse),
        .init("WARNING: held lock freed!", .lockMisuse),
        .init("WARNING: Nested lock was not taken", .lockMisuse),
        .init("WARNING: ", then: " still has locks held!", .lockMisuse),
        .init("[ BUG: Invalid wait context ]", .lockMisuse),
        .init("WARNING: bad unlock balance detected!", .lockMisuse),
        .init("WARNING: lock held when returning to user space!", .lockMisuse),
        .init("WARNING: suspicious RCU usage", .lockMisuse),
        .init("BUG: spinlock ", then: " on CPU#", .lockMisuse),
        .init("BUG: rwlock ", then: " on CPU#", .lockMisuse),
        // The line after a general protection fault, whose own address is one of KASAN's tables.
        .init("KASAN: null-ptr-deref in range [", .nullPointer, .cause),
        .init("KASAN: maybe wild-memory-access in range [", .pageFault, .cause),
        .init("KASAN: probably user-memory-access in range [", .pageFault, .cause),
        // lib/ubsan.c
        .init("UBSAN: array-index-out-of-bounds in ", .invalidMemoryUse),
        .init("UBSAN: ", then: " in ", .warning),
        // arch/x86/kernel/cet.c, kernel/cfi.c
        .init("traps: Missing ENDBR: ", .bug, .cause),
        .init("Missing ENDBR: ", .bug, .cause),
        .init("CFI failure at ", .bug, .cause),
        // mm/kasan/report.c, mm/kfence/report.c, mm/slub.c: where these are built in, or slub_debug is given
        .init("BUG: KASAN: ", .invalidMemoryUse),
        .init("BUG: KFENCE: ", .invalidMemoryUse),
        .init("BUG: KMSAN: ", .invalidMemoryUse),
        .init("BUG kmalloc-", then: " (", .invalidMemoryUse),
    ]

    /// Recognises headlines that begin with a task's name, which may be any text.
    static func named(_ message: ArraySlice<UInt8>) -> ReportKind? {
        guard message.count <= 1024 else { return nil }
        var scanner = LineScanner(message)
        if scanner.cut(through: ": page allocation failure: order:") != nil { return .outOfMemory }
        if scanner.cut(through: " invoked oom-killer: gfp_mask=0x") != nil { return .outOfMemory }
        return nil
    }

    /// The reason that a panic states; nil when the headline is not a panic.
    var panicReason: String? {
        var scanner = LineScanner(message)
        return scanner.skip("Kernel panic - not syncing: ") ? scanner.text : nil
    }

    /// Whether a panic is the consequence of the report before it, not a separate report.
    var isConsequence: Bool {
        var scanner = LineScanner(message)
        guard scanner.skip("Kernel panic - not syncing: ") else { return false }
        return Self.consequences.contains { scanner.rest.starts(with: $0) }
    }

    /// kernel/panic.c, arch/x86/kernel/dumpstack.c, kernel/exit.c, kernel/watchdog.c, kernel/watchdog_hld.c,
    /// kernel/hung_task.c, kernel/rcu/tree_stall.h, mm/oom_kill.c
    private static let consequences: [[UInt8]] = [
        "Fatal exception", "Attempted to kill init!", "Attempted to kill the idle task!", "Aiee, killing interrupt",
        "kernel: panic_on_warn set", "panic_on_warn set", "softlockup: hung tasks", "Hard LOCKUP",
        "hung_task: blocked tasks", "RCU Stall", "System is deadlocked on memory", "Out of memory",
        "out of memory", "scheduling while atomic", "Machine halted.",
    ].map { Array($0.utf8) }

    /// Whether the line is one that the kernel prints without a trace, and has exactly that line's form to the end.
    var isCompleteAlone: Bool {
        var scanner = LineScanner(message)
        if scanner.skip("BUG: Bad rss-counter state mm:") {
            guard scanner.hexadecimal() != nil, scanner.skip(" type:MM_"), scanner.symbol() != nil,
                scanner.skip(" val:")
            else { return false }
            // Newer kernels add whose it was: ` Comm:init Pid:1`.
            guard let value = scanner.cut(through: " Comm:") else { return Self.isNumber(scanner.rest) }
            guard Self.isNumber(value) else { return false }
            while scanner.cut(through: " Pid:") != nil {}
            return Self.isNumber(scanner.rest)
        }
        if scanner.skip("BUG: non-zero pgtables_bytes on freeing mm: ") { return Self.isNumber(scanner.rest) }
        if scanner.skip("mm/pgtable-generic.c:") {
            guard scanner.decimal() != nil, scanner.skip(": bad "), let level = scanner.symbol(), scanner.skip(" ")
            else { return false }
            return ["pgd", "p4d", "pud", "pmd"].contains(level) && scanner.hexadecimal() != nil && scanner.skip("(")
                && scanner.hexadecimal() != nil && scanner.skip(")") && scanner.isAtEnd
        }
        return false
    }

    private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
        return (1...20).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}
