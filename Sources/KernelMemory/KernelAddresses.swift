package import Paging

/// A kernel's memory by the addresses that the kernel itself uses, through the tables of a process.
package struct KernelAddresses<Memory: PhysicalBytes> {
    let space: AddressSpace
    let memory: Memory

    /// The kernel's memory, as the tables in `space` have it: all processes have the same.
    package init(space: AddressSpace, memory: Memory) {
        self.space = space
        self.memory = memory
    }

    /// The kernel's half of all addresses begins here, with four levels as with five.
    static var first: UInt64 { 0xff00_0000_0000_0000 }

    /// The physical address behind one of the kernel's; nil where there is none.
    func physical(_ address: UInt64) -> UInt64? {
        guard address >= Self.first else { return nil }
        return PageWalk(VirtualAddress(address), in: space, memory: memory).physical
    }

    /// Bytes from an address on; nil where they are not all memory.
    package func bytes(at address: UInt64, count: Int) -> [UInt8]? {
        var result: [UInt8] = []
        var at = address
        while result.count < count {
            let left = Int(PagingLevel.pte.entrySpan - at % PagingLevel.pte.entrySpan)
            guard at >= address, let physical = physical(at),
                let piece = memory.bytes(at: physical, count: min(left, count - result.count))
            else { return nil }
            result += piece
            at &+= UInt64(piece.count)
        }
        return result
    }

    /// A word of eight bytes; nil where there is no memory.
    package func word(at address: UInt64) -> UInt64? { bytes(at: address, count: 8)?.number(at: 0, bytes: 8) }
}

extension AddressSpace {
    /// Where an x86-64 kernel without address randomization has its array of `struct page`
    /// (Documentation/x86/x86_64/mm.rst: virtual memory map).
    var pageArray: UInt64 { depth == .five ? 0xffd4_0000_0000_0000 : 0xffff_ea00_0000_0000 }
}
