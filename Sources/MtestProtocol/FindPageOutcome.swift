/// The result of `findpage` that a module claims.
package enum FindPageOutcome: Hashable, Sendable {
    /// The module claims one physical address.
    case translated(PhysicalClaim)
    /// The module says that there is no translation; the line as it came.
    case notFound(line: String)
    /// The module says that there is no such process; the line as it came.
    case noSuchProcess(line: String)
    /// Answers that contradict each other: none of them is in the contract's form, or several are.
    case ambiguous(lines: [String])
    /// Lines without an answer, or with a number that cannot be read; the lines as they came.
    case unreadable(lines: [String])
    /// The module printed nothing.
    case none
}

/// A physical address that a module claims, exactly as it was printed.
package struct PhysicalClaim: Hashable, Sendable {
    /// The address, with any flag bits that the module left in it.
    package let physicalAddress: UInt64
    /// The virtual address in the same line, right or wrong: the caller judges it. Nil when the line has none.
    package let virtualAddress: UInt64?
    /// How much the line looks like the final answer.
    package let form: Form
    /// The line as it came.
    package let line: String

    /// How much a line looks like the final answer. If several lines claim something, the highest form counts.
    package enum Form: Int, Comparable, Hashable, Sendable {
        /// A number and nothing else.
        case bare
        /// A labelled number in the middle of the walk's fields, or one labelled as the page's address.
        case withinWalk
        /// `physical address = 0x...`, `0x... -> 0x...`.
        case labelled
        /// `vaddr = 0x... -> paddr = 0x...`.
        case contract

        /// Orders forms by how much they look like the final answer.
        package static func < (left: Form, right: Form) -> Bool { left.rawValue < right.rawValue }
    }
}
