/// What a module said that `findpage` came to.
package enum FindPageOutcome: Hashable, Sendable {
    /// One physical address is claimed.
    case translated(PhysicalClaim)
    /// The module says that there is no translation; the line as it came.
    case notFound(line: String)
    /// The module says that there is no such process; the line as it came.
    case noSuchProcess(line: String)
    /// Answers that contradict each other, none of which is in the contract's form (or several of which are).
    case ambiguous(lines: [String])
    /// Something was printed that holds no answer, or a number that is none; the lines as they came.
    case unreadable(lines: [String])
    /// Nothing was printed.
    case none
}

/// A physical address that a module claims, exactly as it was printed.
package struct PhysicalClaim: Hashable, Sendable {
    /// The address, whatever bits are set in it.
    package let physicalAddress: UInt64
    /// The virtual address named in the same line; a wrong one is for the caller to judge.
    package let virtualAddress: UInt64?
    /// How the line looks.
    package let form: Form
    /// The line as it came.
    package let line: String

    /// How much a line looks like the final answer; where several lines claim something, the highest form counts.
    package enum Form: Int, Comparable, Hashable, Sendable {
        /// A number and nothing else.
        case bare
        /// A labelled number in the middle of the walk's fields, or one that is called the page's.
        case withinWalk
        /// `physical address = 0x...`, `0x... -> 0x...`.
        case labelled
        /// `vaddr = 0x... -> paddr = 0x...`.
        case contract

        /// Orders forms by how much they look like the final answer.
        package static func < (left: Form, right: Form) -> Bool { left.rawValue < right.rawValue }
    }
}
