/// What a report of the kernel is about.
package enum ReportKind: String, CaseIterable, Hashable, Sendable {
    /// A pointer near zero was followed.
    case nullPointer
    /// Another address at which no accessible memory is mapped was used.
    case pageFault
    /// An address that is not canonical was used, or a forbidden instruction.
    case generalProtection
    /// The kernel's code called `BUG()` or `BUG_ON`.
    case bug
    /// The kernel's code called `WARN_ON` or a similar macro.
    case warning
    /// The kernel stopped itself, with no other report before it.
    case panic
    /// An exception that is none of the others, reported as `Oops`.
    case oops
    /// The kernel divided by zero.
    case divideError
    /// The processor met bytes that are not an instruction.
    case invalidOpcode
    /// A breakpoint instruction was executed that no debugger had set.
    case breakpoint
    /// A fault while a fault was being handled.
    case doubleFault
    /// The kernel stack ran into its guard page.
    case stackOverflow
    /// A function wrote beyond its own variables on the stack.
    case stackCorruption
    /// A copy was longer than its source or its destination.
    case bufferOverflow
    /// A linked list's pointers do not agree.
    case listCorruption
    /// A reference counter went below zero, or up from zero.
    case referenceCount
    /// Memory was used after it was freed, or beyond its end, as a checker (KASAN, KFENCE, slab) found.
    case invalidMemoryUse
    /// A page was freed in a state in which no page may be freed.
    case badPageState
    /// A page-table entry has no valid meaning.
    case badPageMap
    /// An address space was destroyed while its counters were wrong.
    case badAddressSpace
    /// Code slept that must not sleep, or held a lock on its return to user mode.
    case atomicSleep
    /// The lock checker found a wrong order or a wrong use of locks.
    case lockMisuse
    /// One processor has not scheduled for a long time.
    case softLockup
    /// One processor has not even taken an interrupt for a long time.
    case hardLockup
    /// A task has been waiting, unkillable, for a long time.
    case hungTask
    /// A processor or a task has not left an RCU read section for a long time.
    case rcuStall
    /// The machine ran out of memory.
    case outOfMemory

    /// How much a report of this kind matters.
    package var severity: Severity {
        switch self {
        case .nullPointer, .pageFault, .generalProtection, .bug, .panic, .oops, .divideError, .invalidOpcode,
            .breakpoint, .doubleFault, .stackOverflow, .stackCorruption:
            .crash
        case .bufferOverflow, .listCorruption, .referenceCount, .invalidMemoryUse, .badPageState, .badPageMap,
            .badAddressSpace:
            .corruption
        case .atomicSleep, .lockMisuse, .softLockup, .hardLockup, .hungTask, .rcuStall, .outOfMemory: .hang
        case .warning: .warning
        }
    }

    /// How much a report matters.
    package enum Severity: Int, Comparable, Hashable, Sendable {
        /// Something unexpected happened, and the kernel continues.
        case warning
        /// The kernel's own data are damaged.
        case corruption
        /// The machine, or a part of it, hangs.
        case hang
        /// The kernel killed the running task, or stopped.
        case crash

        /// Orders severities, the least first.
        package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
    }
}

extension ReportKind {
    /// What happened, without the place, as the beginning of a sentence.
    var phrase: String {
        switch self {
        case .nullPointer: "Null pointer dereference"
        case .pageFault: "Invalid memory access"
        case .generalProtection: "General protection fault"
        case .bug: "A BUG() check failed"
        case .warning: "Kernel warning"
        case .panic: "Kernel panic"
        case .oops: "Kernel oops"
        case .divideError: "Division by zero"
        case .invalidOpcode: "Invalid instruction"
        case .breakpoint: "Stray breakpoint instruction"
        case .doubleFault: "Double fault"
        case .stackOverflow: "Kernel stack overflow"
        case .stackCorruption: "Buffer on the stack overrun"
        case .bufferOverflow: "Copy beyond the end of a buffer"
        case .listCorruption: "Linked list corrupted"
        case .referenceCount: "Reference counter misused"
        case .invalidMemoryUse: "Invalid use of memory"
        case .badPageState: "Page freed in a bad state"
        case .badPageMap: "Bad page-table entry"
        case .badAddressSpace: "Address space left inconsistent"
        case .atomicSleep: "Scheduling while atomic (a spinlock held, or preemption off)"
        case .lockMisuse: "Lock misused"
        case .softLockup: "Processor stuck in the kernel"
        case .hardLockup: "Processor stuck with interrupts off"
        case .hungTask: "Task blocked for ever"
        case .rcuStall: "RCU stalled"
        case .outOfMemory: "Out of memory"
        }
    }
}
