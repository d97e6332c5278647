/// What a module said to `writeval`.
package struct WriteValueAnswer: Hashable, Sendable {
    /// What it says that it did.
    package let outcome: Outcome
    /// Departures from the contract's spelling, each once.
    package let styleNotes: [StyleNote]
    /// The answer's lines as they came, without the command's echo.
    package let lines: [String]

    /// What a module says that it did. Whether it did is another question.
    package enum Outcome: Hashable, Sendable {
        /// It says that it wrote. Value and address are as printed; nil where the module does not repeat them.
        case wrote(value: UInt64?, address: UInt64?, line: String)
        /// It says that it did not write.
        case refused(Reason, line: String)
        /// It says that there is no such process.
        case noSuchProcess(line: String)
        /// It says that it wrote and that it did not.
        case ambiguous(lines: [String])
        /// Something was printed that says neither.
        case unreadable(lines: [String])
        /// Nothing was printed.
        case none
    }

    /// Why a module refused, as far as its words tell.
    package enum Reason: Hashable, Sendable {
        /// `vma not found`: the address is in no area.
        case areaNotFound
        /// `vma has no write permission`.
        case noWritePermission
        /// `translation not found`: no page there.
        case translationNotFound
        /// Words of another kind.
        case other
    }
}
