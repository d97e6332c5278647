/// What a report shows about its cause, beyond what kind it is.
package enum ReportCause: String, CaseIterable, Hashable, Sendable {
    /// Something at address 0, or a few bytes above it, was used.
    case nullPointer
    /// The copy from or to a process has address 0 in the kernel.
    case bufferWithoutMemory
    /// More was copied than a buffer holds.
    case bufferOverrun
    /// A string in an array has no end in it.
    case missingNul
    /// A function wrote beyond its own variables.
    case stackBufferOverrun
    /// The kernel stack is full.
    case stackExhausted
    /// An object was used after it was freed, or after it left its list.
    case useAfterFree
    /// Memory was freed twice.
    case freedTwice
    /// What was freed is no start of allocated memory.
    case wrongPointerFreed
    /// A reference was given back too often.
    case referenceDroppedTwice
    /// An address space was freed while its tables were still full.
    case addressSpaceFreed
    /// A check in the module's own code failed.
    case ownAssertion
    /// The module divided by zero.
    case divisionByZero
    /// Memory of a process was used without the functions for that.
    case userPointer
    /// A page-table entry, with its flags, was used as an address.
    case entryAsPointer
    /// An address at which there is nothing was used.
    case wildPointer
    /// Code was called that was unloaded.
    case codeLeftBehind
    /// A file in /proc was opened whose module is gone, or a folder there was removed before its files.
    case procEntryLeft
    /// A file in /proc was created that is there already.
    case procEntryTwice
    /// A file in /proc was removed that is not there.
    case procEntryAbsent
    /// The module slept where that is forbidden.
    case sleepInAtomic
    /// A spinlock was kept, or preemption stayed off, after the module had returned.
    case lockKept
    /// An RCU section was not left.
    case rcuKept
    /// A loop does not end.
    case endlessLoop
    /// A lock is waited for that is not released.
    case deadlock
    /// Memory ran out.
    case memoryExhausted
    /// A byte beyond the end of an allocation, or of a variable, was read or written.
    case memoryOverrun
    /// VMAs or page tables were used without the lock of their address space.
    case mmapLockMissing
    /// The lock of an address space was held when the command returned.
    case mmapLockKept
    /// A lock of the module was held when the command returned.
    case ownLockKept
    /// What RCU protects was used outside of an RCU section.
    case rcuMissing
    /// A lock was asked for that the task holds already.
    case lockTakenTwice
    /// Two locks are taken in one order here and in the other there.
    case lockOrder
    /// A lock was given back that was not held.
    case lockNotHeld
    /// An index, a shift or a division has no defined result.
    case undefinedResult
    /// printk() was given a format that is none of the module's.
    case formatFromOutside
}

extension KernelReport {
    /// The cause; nil where the report does not show one.
    package var cause: ReportCause? {
        switch kind {
        case .stackCorruption: .stackBufferOverrun
        case .stackOverflow: isFilledBeyondStack ? .stackBufferOverrun : .stackExhausted
        case .bufferOverflow: overflow
        case .referenceCount: headline.contains("addition on 0") ? .useAfterFree : .referenceDroppedTwice
        case .softLockup, .hardLockup:
            instructionPointer?.symbol.contains("spin_lock") == true ? .deadlock : .endlessLoop
        case .hungTask: .deadlock
        case .outOfMemory: .memoryExhausted
        // A lock that was kept is noticed at the next sleep, which is in another place.
        case .atomicSleep: hasModuleCall ? .sleepInAtomic : .lockKept
        case .warning: warning
        case .bug: bug
        case .divideError: instructionPointer?.module == nil ? nil : .divisionByZero
        case .nullPointer: isUserCopy ? .bufferWithoutMemory : .nullPointer
        case .pageFault: pageFault
        case .generalProtection: faultAddress.flatMap(nonCanonical)
        case .listCorruption: headline.contains("LIST_POISON") ? .useAfterFree : nil
        case .invalidMemoryUse: invalidUse
        case .badPageState: text.contains("nonzero mapcount") ? .referenceDroppedTwice : nil
        case .badAddressSpace: isWholeAddressSpace ? .addressSpaceFreed : nil
        case .panic, .oops, .invalidOpcode, .breakpoint, .doubleFault, .badPageMap: nil
        case .lockMisuse: lockMisuse
        case .rcuStall: instructionPointer?.module == nil ? nil : .endlessLoop
        }
    }

    /// Whether a call of a module is in the trace, or the processor was in one.
    package var hasModuleCall: Bool {
        instructionPointer?.module != nil || callTrace.contains { $0.module != nil && $0.isReliable }
    }

    private var overflow: ReportCause? {
        // usercopy: Kernel memory overwrite attempt detected to null address (offset 0, size 24)!
        if headline.hasPrefix("usercopy: ") {
            if headline.contains(" null address ") { return .bufferWithoutMemory }
            let holders = ["SLUB object", "SLAB object", "process stack", "page alloc", "vmalloc"]
            return holders.contains(where: headline.contains) ? .bufferOverrun : nil
        }
        let readers = [
            "in strlen", "in strnlen", "in __fortify_strlen", "in __fortify_strnlen", "strlen: ", "strnlen: ",
        ]
        return readers.contains(where: headline.contains) ? .missingNul : .bufferOverrun
    }

    private var warning: ReportCause? {
        if headline.hasPrefix("UBSAN: ") { return .undefinedResult }
        if assertsMapLock { return .mmapLockMissing }
        if text.contains("rcu_note_context_switch") { return hasModuleCall ? .sleepInAtomic : .rcuKept }
        // lib/vsprintf.c: it warns of %n, and of what is no conversion.
        if instructionPointer?.symbol == "format_decode", hasModuleCall { return .formatFromOutside }
        if text.contains("proc_dir_entry '"), text.contains("' already registered") { return .procEntryTwice }
        switch instructionPointer?.symbol {
        case "remove_proc_entry", "remove_proc_subtree":
            return text.contains("removing non-empty directory") ? .procEntryLeft : .procEntryAbsent
        case "__vunmap", "vfree", "free_large_kmalloc": return hasModuleCall ? .wrongPointerFreed : nil
        case "__put_task_struct", "free_task": return hasModuleCall ? .referenceDroppedTwice : nil
        case "__mmdrop": return hasModuleCall ? .addressSpaceFreed : nil
        default: return isOwnCheck ? .ownAssertion : nil
        }
    }

    private var bug: ReportCause? {
        if assertsMapLock { return .mmapLockMissing }
        if isOwnCheck { return .ownAssertion }
        guard headline.contains(" mm/slub.c:"), let symbol = instructionPointer?.symbol else { return nil }
        return ["kfree", "__kmem_cache_free", "kmem_cache_free", "__slab_free", "do_slab_free"].contains(symbol)
            && hasModuleCall ? .freedTwice : nil
    }

    /// Whether BUG() or WARN() stands in a module's own file, and not in a header of the kernel.
    private var isOwnCheck: Bool { instructionPointer?.module != nil && !headline.contains("include/") }

    /// Whether the processor was copying from or to a process.
    private var isUserCopy: Bool {
        guard let symbol = instructionPointer?.symbol else { return false }
        return ["copy_user_", "rep_movs_alternative", "_copy_from_user", "_copy_to_user"].contains(
            where: symbol.hasPrefix)
    }

    private var pageFault: ReportCause? {
        guard let address = faultAddress else { return nil }
        if address >> 63 == 0 { return text.contains("permissions violation") && !isExecution ? .userPointer : nil }
        let isModuleSpace = Self.moduleSpace.contains(address)
        if isModuleSpace, isExecution { return .codeLeftBehind }
        if isModuleSpace, instructionPointer?.symbol.hasPrefix("proc_reg_") == true { return .procEntryLeft }
        if isExecution { return nil }
        if Self.isPoison(address) { return .useAfterFree }
        let frees = ["kfree", "vfree", "__vunmap", "free_pages", "kmem_cache_free"]
        if let symbol = instructionPointer?.symbol, frees.contains(symbol), hasModuleCall { return .wrongPointerFreed }
        if isAboveStack(address) { return .stackBufferOverrun }
        return text.contains("not-present page") ? .wildPointer : nil
    }

    /// Whether the guard page that was hit is the one above the stack, where a buffer that is filled ends; calls that are too
    /// deep hit the one below. Only the register has the address (5.10; from 6.1 on an ordinary page fault is reported).
    private var isFilledBeyondStack: Bool {
        guard let mark = text.firstRange(of: "CR2: "),
            let address = UInt64(text[mark.upperBound...].prefix(16), radix: 16)
        else { return false }
        return isAboveStack(address)
    }

    /// Whether an address is the first one above the kernel's stack that the report shows: a buffer there was filled to its
    /// end and on. A stack has 16 KiB (THREAD_SIZE, arch/x86/include/asm/page_64_types.h) and ends at a page.
    private func isAboveStack(_ address: UInt64) -> Bool {
        guard address & 0xfff == 0, let mark = text.firstRange(of: "RSP: 0018:"),
            let pointer = UInt64(text[mark.upperBound...].prefix(16), radix: 16)
        else { return false }
        return pointer < address && address - pointer <= 16384
    }

    private var isExecution: Bool { text.contains("supervisor instruction fetch") }

    /// Where the kernel puts the code of modules (Documentation/x86/x86_64/mm.rst, with CONFIG_RANDOMIZE_BASE).
    private static let moduleSpace: Range<UInt64> = 0xffff_ffff_c000_0000..<0xffff_ffff_ff00_0000

    private func nonCanonical(_ address: UInt64) -> ReportCause? {
        if Self.isPoison(address) { return .useAfterFree }
        // Bit 63 (no execute) above a physical address: no machine has 2^46 bytes of memory.
        return address >> 46 == 1 << 17 ? .entryAsPointer : .wildPointer
    }

    /// include/linux/poison.h: LIST_POISON1 and 2 (with CONFIG_ILLEGAL_POINTER_VALUE) and POISON_FREE, and what is a
    /// member's offset from there.
    private static func isPoison(_ address: UInt64) -> Bool {
        address & ~0xfff == 0xdead_0000_0000_0000 || address >> 16 == 0x6b6b_6b6b_6b6b
    }

    private var invalidUse: ReportCause? {
        if let cause = sanitised { return cause }
        if headline.hasPrefix("UBSAN: ") { return .undefinedResult }
        let words: [(String, ReportCause)] = [
            ("use-after-free", .useAfterFree), ("Poison overwritten", .useAfterFree), ("double-free", .freedTwice),
            ("Object already free", .freedTwice), ("invalid-free", .wrongPointerFreed),
            ("invalid free", .wrongPointerFreed),
            ("out-of-bounds", .bufferOverrun), ("Redzone overwritten", .bufferOverrun),
        ]
        return words.first { headline.contains($0.0) }?.1
    }

    /// Whether lines of `check_mm` (kernel/fork.c) tell of an address space that was freed with all of its memory: of files
    /// and its own, under more than two tables. A damaged entry loses one page, or one table.
    private var isWholeAddressSpace: Bool {
        guard text.contains("type:MM_FILEPAGES val:"), text.contains("type:MM_ANONPAGES val:"), !text.contains("val:-")
        else { return false }
        let mark = "non-zero pgtables_bytes on freeing mm: "
        guard let line = text.split(separator: "\n").first(where: { $0.contains(mark) }),
            let bytes = line.split(separator: " ").last.flatMap({ Int($0) })
        else { return false }
        return bytes > 2 * 4096
    }
}
