package import KernelMemory

/// The VMAs of a process, as they are seen from outside: in the kernel's own structures, and in the page tables.
package struct ProcessAreas: Sendable, Hashable {
    /// In the order of their addresses; none where the kernel's structures do not hold together.
    package let areas: [MemoryArea]
    /// What does not fit together although it was looked at again and again: a clause without a full stop. Nil where all
    /// does.
    package let flaw: String?

    /// Areas, from their parts.
    package init(areas: [MemoryArea], flaw: String? = nil) {
        self.areas = areas
        self.flaw = flaw
    }
}
