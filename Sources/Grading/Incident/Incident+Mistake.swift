import KernelLog
package import Mistakes

extension Incident {
    /// The mistake behind the incident, from the kernel's own report; nil where the incident shows none.
    package var namedMistake: Mistake? {
        if let mistake { return mistake }
        guard let report else { return symptom == .crashed ? .kernelCrash : nil }
        return report.cause.map(Mistake.init) ?? (report.goesOn ? .kernelWarning : .kernelCrash)
    }
}

/// Mistakes that the kernel itself reports, or that a machine shows which does not answer.
extension Mistake {
    package static let kernelCrash = Mistake("kernel-crash")
    package static let kernelWarning = Mistake("kernel-warning")
    package static let nullPointerDereferenced = Mistake("null-pointer-dereferenced")
    package static let bufferWithoutMemory = Mistake("buffer-without-memory")
    package static let stackBufferOverrun = Mistake("stack-buffer-overrun")
    package static let stackExhausted = Mistake("kernel-stack-exhausted")
    package static let bufferOverrun = Mistake("buffer-overrun")
    package static let missingNul = Mistake("missing-nul")
    package static let useAfterFree = Mistake("use-after-free")
    package static let freedTwice = Mistake("memory-freed-twice")
    package static let wrongPointerFreed = Mistake("wrong-pointer-freed")
    package static let referenceDroppedTwice = Mistake("reference-dropped-twice")
    package static let addressSpaceFreed = Mistake("address-space-freed-in-use")
    package static let ownAssertionFailed = Mistake("own-assertion-failed")
    package static let divisionByZero = Mistake("division-by-zero")
    package static let endlessLoop = Mistake("endless-loop")
    package static let deadlock = Mistake("deadlock")
    package static let memoryExhausted = Mistake("memory-exhausted")
    package static let outputCutOff = Mistake("output-cut-off")
    package static let repliesForged = Mistake("replies-forged")
    package static let sleepInAtomicContext = Mistake("sleep-in-atomic-context")
    package static let spinlockKept = Mistake("spinlock-kept")
    package static let rcuLockKept = Mistake("rcu-lock-kept")
    package static let userPointerDereferenced = Mistake("user-pointer-dereferenced")
    package static let physicalAddressDereferenced = Mistake("physical-address-dereferenced")
    package static let wildPointerDereferenced = Mistake("wild-pointer-dereferenced")
    package static let codeLeftBehind = Mistake("code-left-behind")
    package static let procEntryLeft = Mistake("proc-entry-left-behind")
    package static let procEntryCreatedTwice = Mistake("proc-entry-created-twice")
    package static let procEntryAbsent = Mistake("proc-entry-not-there")

    package static let memoryOverrun = Mistake("memory-overrun")
    package static let ownLockKept = Mistake("own-lock-kept")
    package static let rcuLockMissing = Mistake("rcu-lock-missing")
    package static let lockTakenTwice = Mistake("lock-taken-twice")
    package static let lockOrderInverted = Mistake("lock-order-inverted")
    package static let lockNotHeld = Mistake("lock-not-held")
    package static let undefinedResult = Mistake("undefined-result")
    package static let formatFromOutside = Mistake("format-from-outside")

    package static let targetStopped = Mistake("target-stopped")
    package static let machineSuspended = Mistake("machine-suspended")
    package static let machineSettingsChanged = Mistake("machine-settings-changed")
    package static let machineDisturbed = Mistake("machine-disturbed")

    /// Those that this module names.
    package static let ofTheKernel: [Mistake] =
        ReportCause.allCases.map(Mistake.init) + [
            .kernelCrash, .kernelWarning, .outputCutOff, .targetStopped, .machineSuspended, .machineSettingsChanged,
            .machineDisturbed, .repliesForged,
        ]

    /// Whether it says no more than how the check failed, so that a check's own name for that goes first.
    var isGeneric: Bool {
        [
            .kernelCrash, .kernelWarning, .nullPointerDereferenced, .wildPointerDereferenced, .endlessLoop, .deadlock,
        ].contains(self)
    }

    /// Whether it shows only after other commands: a check that fails with it may pass on a machine of its own.
    var isOfEarlierCommands: Bool { [.hugePageOffsetAdded, Mistake("stale-command-buffer")].contains(self) }

    /// The name of a cause.
    init(_ cause: ReportCause) {
        self =
            switch cause {
            case .nullPointer: .nullPointerDereferenced
            case .bufferWithoutMemory: .bufferWithoutMemory
            case .bufferOverrun: .bufferOverrun
            case .missingNul: .missingNul
            case .stackBufferOverrun: .stackBufferOverrun
            case .stackExhausted: .stackExhausted
            case .useAfterFree: .useAfterFree
            case .freedTwice: .freedTwice
            case .wrongPointerFreed: .wrongPointerFreed
            case .referenceDroppedTwice: .referenceDroppedTwice
            case .addressSpaceFreed: .addressSpaceFreed
            case .ownAssertion: .ownAssertionFailed
            case .divisionByZero: .divisionByZero
            case .userPointer: .userPointerDereferenced
            case .entryAsPointer: .physicalAddressDereferenced
            case .wildPointer: .wildPointerDereferenced
            case .codeLeftBehind: .codeLeftBehind
            case .procEntryLeft: .procEntryLeft
            case .procEntryTwice: .procEntryCreatedTwice
            case .procEntryAbsent: .procEntryAbsent
            case .sleepInAtomic: .sleepInAtomicContext
            case .lockKept: .spinlockKept
            case .rcuKept: .rcuLockKept
            // The checks about locks name it too, from what they see themselves.
            case .mmapLockMissing: Mistake("mmap-lock-missing")
            case .endlessLoop: .endlessLoop
            case .deadlock: .deadlock
            case .memoryExhausted: .memoryExhausted
            case .memoryOverrun: .memoryOverrun
            case .mmapLockKept: Mistake("mmap-lock-kept")
            case .ownLockKept: .ownLockKept
            case .rcuMissing: .rcuLockMissing
            case .lockTakenTwice: .lockTakenTwice
            case .lockOrder: .lockOrderInverted
            case .lockNotHeld: .lockNotHeld
            case .undefinedResult: .undefinedResult
            case .formatFromOutside: .formatFromOutside
            }
    }
}
