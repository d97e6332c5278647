import KernelLog
package import Mistakes
import Paging

extension Incident {
    /// The mistake behind the incident, from the kernel's own report; nil where the incident shows none.
    package var namedMistake: Mistake? {
        if let mistake { return mistake }
        guard let report else { return symptom == .crashed ? .kernelCrash : nil }
        switch report.kind {
        case .stackCorruption: return .stackBufferOverrun
        case .bufferOverflow: return .bufferOverrun
        case .referenceCount: return .referenceDroppedTwice
        case .softLockup, .hardLockup: return .endlessLoop
        case .hungTask: return .deadlock
        case .outOfMemory: return .memoryExhausted
        case .atomicSleep: return .sleepInAtomicContext
        case .warning where report.text.contains("rcu_note_context_switch"):
            // A section that the module left open is found at the next sleep, which is in another place.
            return report.callTrace.contains { $0.module != nil && $0.isReliable }
                ? .sleepInAtomicContext : .rcuLockKept
        case .pageFault where Self.isUserAccess(report): return .userPointerDereferenced
        default: return .kernelCrash
        }
    }

    /// SMAP forbids the kernel to touch user memory directly: a fault at a user address that is mapped. The target's
    /// places lie within the lower half of four levels, with five levels too.
    private static func isUserAccess(_ report: KernelReport) -> Bool {
        guard let address = report.faultAddress, VirtualAddress(address).isUser(.four) else { return false }
        return report.text.contains("permissions violation")
    }
}

/// Mistakes that the kernel itself reports, or that a machine shows which does not answer.
extension Mistake {
    package static let kernelCrash = Mistake("kernel-crash")
    package static let stackBufferOverrun = Mistake("stack-buffer-overrun")
    package static let bufferOverrun = Mistake("buffer-overrun")
    package static let referenceDroppedTwice = Mistake("reference-dropped-twice")
    package static let endlessLoop = Mistake("endless-loop")
    package static let deadlock = Mistake("deadlock")
    package static let memoryExhausted = Mistake("memory-exhausted")
    package static let outputCutOff = Mistake("output-cut-off")
    package static let sleepInAtomicContext = Mistake("sleep-in-atomic-context")
    package static let rcuLockKept = Mistake("rcu-lock-kept")
    package static let userPointerDereferenced = Mistake("user-pointer-dereferenced")

    /// Those that this module names.
    package static let ofTheKernel: [Mistake] = [
        .kernelCrash, .stackBufferOverrun, .bufferOverrun, .referenceDroppedTwice, .endlessLoop, .deadlock,
        .memoryExhausted, .outputCutOff, .sleepInAtomicContext, .rcuLockKept, .userPointerDereferenced,
    ]

    /// Whether it says no more than how the check failed, so that a check's own name for that goes first.
    var isGeneric: Bool { [.kernelCrash, .endlessLoop, .deadlock].contains(self) }
}
