package import Paging

extension KernelLayout {
    /// The VMAs of the process whose tables begin in `space`, in the order of their addresses, as the kernel's own
    /// structures have them. Nothing in the machine may move meanwhile.
    ///
    /// What is read holds together: the address space names the table that it was found by, each VMA the address space, and
    /// there are as many as are counted.
    ///
    /// - Throws: ``KernelDamage`` where it does not.
    package func areas(of space: AddressSpace, in memory: some PhysicalBytes) throws(KernelDamage) -> [MemoryArea] {
        let kernel = KernelAddresses(space: space, memory: memory)
        let owner = try owner(of: space, kernel)
        guard let count = kernel.bytes(at: owner &+ UInt64(self.space.count), count: 4)?.number(at: 0, bytes: 4) else {
            throw KernelDamage(description: "its address space is not in memory")
        }
        let structures = try structures(of: owner, kernel)
        var areas: [MemoryArea] = []
        for structure in structures {
            guard let bytes = kernel.bytes(at: structure, count: area.span),
                let start = bytes.number(at: area.start, bytes: 8), let end = bytes.number(at: area.end, bytes: 8),
                let flags = bytes.number(at: area.flags, bytes: 8), let home = bytes.number(at: area.space, bytes: 8)
            else { throw KernelDamage(description: "one of its VMAs is not in memory") }
            guard home == owner else { throw KernelDamage(description: "one of its VMAs is another process's") }
            guard start < end, start >= areas.last?.end ?? 0 else {
                throw KernelDamage(description: "its VMAs are not in order")
            }
            areas.append(MemoryArea(start: start, end: end, flags: flags))
        }
        guard areas.count == Int(count) else {
            throw KernelDamage(description: "\(count) VMAs are counted, and there are \(areas.count)")
        }
        return areas
    }

    /// The kernel's address of the `struct mm_struct` that a top page table belongs to.
    func owner(of space: AddressSpace, _ kernel: KernelAddresses<some PhysicalBytes>) throws(KernelDamage) -> UInt64 {
        let table = space.pageArray &+ (space.root >> PagingLevel.pte.shift) &* UInt64(page)
        guard let owner = kernel.word(at: table &+ UInt64(tableOwner)),
            let root = kernel.word(at: owner &+ UInt64(self.space.root)), kernel.physical(root) == space.root
        else { throw KernelDamage(description: "its top page table belongs to no address space") }
        return owner
    }

    /// The most VMAs that a process may have (Documentation/admin-guide/sysctl/vm.rst: max_map_count), and one more.
    private static let most = 65_531

    /// The addresses of the VMAs' structures.
    private func structures(of owner: UInt64, _ kernel: KernelAddresses<some PhysicalBytes>) throws(KernelDamage)
        -> [UInt64]
    {
        switch index {
        case .tree(let root, let leaf, let branch):
            guard let top = kernel.word(at: owner &+ UInt64(root)) else {
                throw KernelDamage(description: "its address space is not in memory")
            }
            return try MapleTree(leaf: leaf, branch: branch, most: Self.most, kernel: kernel).entries(from: top)
        case .list(let first, let next):
            var structures: [UInt64] = []
            var at = kernel.word(at: owner &+ UInt64(first))
            while let structure = at, structure != 0 {
                guard structures.count < Self.most else {
                    throw KernelDamage(description: "the list of its VMAs does not end")
                }
                structures.append(structure)
                at = kernel.word(at: structure &+ UInt64(next))
            }
            guard at == 0 else { throw KernelDamage(description: "the list of its VMAs leads out of memory") }
            return structures
        }
    }
}
