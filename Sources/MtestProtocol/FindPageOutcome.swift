/// The result of `findpage` that a module claims.
package enum FindPageOutcome: Hashable, Sendable {
    /// The module claims one physical address.
    case translated(PhysicalClaim)
    /// The module says that there is no translation; the line as it came.
    case notFound(line: String)
    /// The module says that there is no such process; the line as it came.
    case noSuchProcess(line: String)
    /// Answers that contradict each other: none of them is in the contract's form, or several are. The lines that
    /// contradict each other, whole.
    case ambiguous(lines: [String])
    /// Lines without an answer, or with a number that cannot be read; all lines as they came.
    case unreadable(lines: [String])
    /// The module printed nothing.
    case none
}

/// A physical address that a module claims, exactly as it was printed.
package struct PhysicalClaim: Hashable, Sendable {
    /// The address, with any flag bits that the module left in it.
    package let physicalAddress: UInt64
    /// The same digits in base 10, where they stand without `0x`, have no letter among them, and the answer does not
    /// show the base; nil elsewhere.
    package let decimalReading: UInt64?
    /// The virtual address that the claim is about, right or wrong: the caller judges it. Nil when none was printed.
    package let virtualAddress: UInt64?
    /// How much the line looks like the final answer.
    package let form: Form
    /// The line as it came.
    package let line: String

    init(
        physicalAddress: UInt64, decimalReading: UInt64? = nil, virtualAddress: UInt64?, form: Form, line: String
    ) {
        self.physicalAddress = physicalAddress
        self.decimalReading = decimalReading
        self.virtualAddress = virtualAddress
        self.form = form
        self.line = line
    }

    /// Whether the claim says this address, in one of the bases that its digits can be in.
    package func states(_ address: UInt64) -> Bool { physicalAddress == address || decimalReading == address }

    /// How much a line looks like the final answer. If several lines claim something, the highest form counts.
    package enum Form: Int, Comparable, Hashable, Sendable {
        /// An address of the kernel's own view of memory, where no other is printed.
        case kernelAddress
        /// The one number of a line whose words are not understood.
        case remaining
        /// A number and nothing else.
        case bare
        /// A labelled number in the middle of the walk's fields, or one labelled as the page's address.
        case withinWalk
        /// The page's address and the offset, printed as two labelled numbers: their sum, which is not printed.
        case composed
        /// `physical address = 0x...`, `0x... -> 0x...`.
        case labelled
        /// `vaddr = 0x... -> paddr = 0x...`.
        case contract

        /// Orders forms by how much they look like the final answer.
        package static func < (left: Form, right: Form) -> Bool { left.rawValue < right.rawValue }
    }
}
