extension KernelReport {
    /// What the lock checker has found (kernel/locking/lockdep.c).
    var lockMisuse: ReportCause? {
        func has(_ words: String) -> Bool { headline.contains(words) }
        if has("held when returning to user space") || has("still has locks held") { return keptLock }
        if has("bad unlock balance") { return .lockNotHeld }
        if has("possible recursive locking") { return .lockTakenTwice }
        if has("circular locking") || has("lock inversion") || has("unsafe lock order") { return .lockOrder }
        if has("Invalid wait context") { return .sleepInAtomic }
        // The tree of VMAs asks for either lock; the module's own lists ask for RCU only.
        if has("suspicious RCU usage") { return text.contains("\nlib/maple_tree.c:") ? .mmapLockMissing : .rcuMissing }
        return nil
    }

    private var keptLock: ReportCause {
        guard let lock = locks.last(where: { $0.place.module != nil }) ?? locks.last else { return .ownLockKept }
        if lock.name.hasPrefix("rcu_read_lock") { return .rcuKept }
        if lock.name.hasSuffix("->mmap_lock") { return .mmapLockKept }
        return lock.waitType == 2 ? .lockKept : .ownLockKept
    }

    /// Whether the kernel's own code asserts that the lock of an address space is held (include/linux/mmap_lock.h).
    ///
    /// Without the lock checker `rwsem_assert_held()` in include/linux/rwsem.h warns, of the kernels looked at in 6.12, 7.2 and
    /// 7.3; `mmap_assert_locked()`, which find_vma() and what pins pages begin with, says nothing in 5.10 and 6.1.
    var assertsMapLock: Bool {
        if headline.contains(" include/linux/mmap_lock.h:") { return true }
        guard kind == .warning, headline.contains(" include/linux/rwsem.h:"), hasModuleCall,
            let symbol = instructionPointer?.symbol
        else { return false }
        return ["find_vma", "__gup_longterm_locked", "get_user_pages", "pin_user_pages"].contains(
            where: symbol.contains)
    }

    /// What KASAN has found (mm/kasan/report.c): it names the function that it was in, and what the memory was.
    var sanitised: ReportCause? {
        guard headline.hasPrefix("BUG: KASAN: ") else { return nil }
        if headline.contains("stack-out-of-bounds") || headline.contains("stack-oob") { return .stackBufferOverrun }
        guard headline.contains("out-of-bounds") else { return nil }
        // A copy has a length; an index goes beyond the end by itself.
        return headline.hasSuffix("]") ? .memoryOverrun : .bufferOverrun
    }

    /// The places in a module that the report is about, the innermost first, and whether each is an address to return to,
    /// one behind the call; none where the report is not about this module.
    package func places(inModule module: String) -> [(frame: StackFrame, isCall: Bool)] {
        var places: [(frame: StackFrame, isCall: Bool)] = []
        // A lock that was kept is noticed where the module is not any more: it was taken there.
        let isAboutLocks = kind == .lockMisuse && (headline.contains("held") || headline.contains("unlock balance"))
        if isAboutLocks || kind == .atomicSleep && !hasModuleCall {
            places += locks.reversed().filter { $0.place.module == module }.map { ($0.place, true) }
        }
        if let frame = instructionPointer, frame.module == module { places.append((frame, false)) }
        return places + callTrace.filter { $0.module == module && $0.isReliable }.map { ($0, true) }
    }
}
