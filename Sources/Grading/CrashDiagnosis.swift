import KernelLog

/// Names the mistake behind harm to the kernel, from its own report.
enum CrashDiagnosis {
    static func name(_ trouble: Trouble) -> Mistake? {
        if let mistake = trouble.mistake { return mistake }
        guard let report = trouble.report else { return trouble.symptom == .crashed ? .kernelCrash : nil }
        switch report.kind {
        case .stackCorruption: return .stackBufferOverrun
        case .bufferOverflow: return .bufferOverrun
        case .referenceCount: return .referenceDroppedTwice
        case .softLockup, .hardLockup: return .endlessLoop
        case .hungTask: return .deadlock
        case .outOfMemory: return .memoryExhausted
        case .atomicSleep: return .sleepInAtomicContext
        case .warning where report.text.contains("rcu_note_context_switch"):
            // A section that the module left is found open at the next sleep, which is somebody else's.
            return report.callTrace.contains { $0.module != nil && $0.isReliable }
                ? .sleepInAtomicContext : .rcuLockKept
        case .pageFault where isUserAccess(report): return .userPointerDereferenced
        default: return .kernelCrash
        }
    }

    /// SMAP forbids the kernel to touch user memory directly: a fault at a user address that is mapped.
    private static func isUserAccess(_ report: KernelReport) -> Bool {
        guard let address = report.faultAddress, address < 1 << 47 else { return false }
        return report.text.contains("permissions violation")
    }
}

extension Mistake {
    /// Whether it says no more than how the check failed, so that a check's own name for that goes first.
    var isGeneric: Bool { [.kernelCrash, .endlessLoop, .deadlock].contains(self) }
}
