/// A module's answer to `writeval`.
package struct WriteValueAnswer: Hashable, Sendable {
    /// The result that the answer claims.
    package let outcome: Outcome
    /// Whether a claim says in so many words that it was written. False where a line only repeats the command's numbers,
    /// or may announce a write (`write 0x1 to 0x1000`): enough to see that a write was reported, and no evidence that a
    /// write which did not happen was claimed.
    package let isExplicit: Bool
    /// Differences from the contract's spelling, each once.
    package let styleNotes: [StyleNote]
    /// The answer's lines as they came, without the command's echo.
    package let lines: [String]

    /// The result that a module claims. The claim may be false.
    package enum Outcome: Hashable, Sendable {
        /// The module says that it wrote. Value and address are as printed; nil when the module does not repeat them.
        case wrote(value: UInt64?, address: UInt64?, line: String)
        /// The module says that it did not write.
        case refused(Reason, line: String)
        /// The module says that there is no such process.
        case noSuchProcess(line: String)
        /// The module says both that it wrote and that it did not.
        case ambiguous(lines: [String])
        /// The module printed lines that say neither.
        case unreadable(lines: [String])
        /// The module printed nothing.
        case none
    }

    /// Why a module refused, as far as its words say.
    package enum Reason: Hashable, Sendable {
        /// `vma not found`: the address is in no VMA.
        case vmaNotFound
        /// `vma has no write permission`: the address is in a VMA that the process may not write to.
        case noWritePermission
        /// `translation not found`: there is no page at the address.
        case translationNotFound
        /// None of these, or no reason at all.
        case other
    }
}
