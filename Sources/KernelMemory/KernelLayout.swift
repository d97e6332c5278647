/// Where a kernel keeps what is read of it from outside, in bytes from the beginning of each structure. The numbers are
/// those of the kernel's own description of its types (``BTF``).
package struct KernelLayout: Sendable, Hashable, Codable {
    /// Bytes of `struct page`.
    let page: Int
    /// The address space that a top page table belongs to (`pt_mm`), in the `struct page` of that table.
    let tableOwner: Int
    /// `struct mm_struct`.
    let space: Space
    /// `struct vm_area_struct`.
    let area: Area
    /// How the VMAs of a process hang together.
    let index: Index
    /// How objects are counted; nil where the kernel's allocator is another one.
    private(set) var objects: Objects?

    struct Space: Sendable, Hashable, Codable {
        /// `pgd`: the kernel's address of the top page table.
        let root: Int
        /// `map_count`: how many VMAs there are, 32 bits.
        let count: Int
    }

    struct Area: Sendable, Hashable, Codable {
        /// `vm_start`, and `vm_end`: the first address behind it.
        let start, end: Int
        /// `vm_flags`.
        let flags: Int
        /// `vm_mm`: the address space that it belongs to.
        let space: Int

        /// Bytes of the structure that hold all of them.
        var span: Int { max(start, end, flags, space) + 8 }
    }

    enum Index: Sendable, Hashable, Codable {
        /// A maple tree (Documentation/core-api/maple_tree.rst), since 6.1: where its root is in the address space, and how
        /// its nodes look.
        case tree(root: Int, leaf: Node, branch: Node)
        /// A list, before 6.1: where its first VMA is in the address space, and the next one in a VMA.
        case list(first: Int, next: Int)
    }

    /// A node of a maple tree: the last index of each slot but the last one, and the slots.
    struct Node: Sendable, Hashable, Codable {
        let pivots: Int
        let slots: Int
        let count: Int

        init?(_ btf: BTF, _ structure: String) {
            guard let pivot = btf.member("pivot", of: structure), let slot = btf.member("slot", of: structure),
                slot.count == pivot.count + 1
            else { return nil }
            pivots = pivot.offset
            slots = slot.offset
            count = slot.count
        }

        /// Bytes of the structure that hold both.
        var span: Int { max(pivots + 8 * (count - 1), slots + 8 * count) }
    }

    /// The same layout, where counts of objects were not seen to be right.
    package var withoutObjects: KernelLayout {
        var layout = self
        layout.objects = nil
        return layout
    }

    /// The allocator SLUB (mm/slub.c), since 5.17.
    struct Objects: Sendable, Hashable, Codable {
        /// `owner` of an address space: the process; and `thread_pid` of a process.
        let process, identifier: Int
        /// `compound_head` of a `struct page`: where the first page of several is described, with bit 0 set.
        let head: Int
        /// `slab_cache` and `counters` of a `struct slab`, and `slab_list`, which holds together those with free objects.
        let cache, counters, list: Int
        /// `node` of a `struct kmem_cache`.
        let node: Int
        /// `partial` and `total_objects` of a `struct kmem_cache_node`.
        let partial, total: Int
    }

    /// What the description says; nil where a member is missing that is needed.
    package init?(_ btf: BTF) {
        func offset(_ path: String, _ structure: String) -> Int? { btf.member(path, of: structure)?.offset }
        // Since 6.6 what a page of tables has is described apart.
        guard let page = btf.size(of: "page"), let owner = offset("pt_mm", "page") ?? offset("pt_mm", "ptdesc"),
            let root = offset("pgd", "mm_struct"), let count = offset("map_count", "mm_struct"),
            let start = offset("vm_start", "vm_area_struct"), let end = offset("vm_end", "vm_area_struct"),
            let flags = offset("vm_flags", "vm_area_struct"), let space = offset("vm_mm", "vm_area_struct")
        else { return nil }
        self.page = page
        tableOwner = owner
        self.space = Space(root: root, count: count)
        area = Area(start: start, end: end, flags: flags, space: space)
        objects = Objects(btf)
        if let root = offset("mm_mt.ma_root", "mm_struct"), let leaf = Node(btf, "maple_range_64"),
            let branch = Node(btf, "maple_arange_64")
        {
            index = .tree(root: root, leaf: leaf, branch: branch)
        } else if let first = offset("mmap", "mm_struct"), let next = offset("vm_next", "vm_area_struct") {
            index = .list(first: first, next: next)
        } else {
            return nil
        }
    }
}

extension KernelLayout.Objects {
    /// What the description says; nil where a member is missing.
    fileprivate init?(_ btf: BTF) {
        func offset(_ path: String, _ structure: String) -> Int? { btf.member(path, of: structure)?.offset }
        guard let process = offset("owner", "mm_struct"), let identifier = offset("thread_pid", "task_struct"),
            let head = offset("compound_head", "page"), let cache = offset("slab_cache", "slab"),
            let counters = offset("counters", "slab"), let list = offset("slab_list", "slab"),
            let node = offset("node", "kmem_cache"), let partial = offset("partial", "kmem_cache_node"),
            let total = offset("total_objects", "kmem_cache_node")
        else { return nil }
        self.init(
            process: process, identifier: identifier, head: head, cache: cache, counters: counters, list: list,
            node: node,
            partial: partial, total: total)
    }
}
