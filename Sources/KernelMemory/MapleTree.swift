/// The kernel's tree of ranges (include/linux/maple_tree.h), as far as it keeps VMAs: leaves of `maple_range_64`, and above
/// them branches of `maple_arange_64`.
struct MapleTree<Memory: PhysicalBytes> {
    let leaf, branch: KernelLayout.Node
    /// Entries at most, so that a tree that leads back into itself has an end.
    let most: Int
    let kernel: KernelAddresses<Memory>

    /// Nodes above one another at most (MAPLE_HEIGHT_MAX is 31).
    private static var height: Int { 31 }

    /// What is in the tree, in order. `root` is its first word, `ma_root`.
    ///
    /// - Throws: ``KernelDamage``.
    func entries(from root: UInt64) throws(KernelDamage) -> [UInt64] {
        // An internal node has the bits 10 at its end; a lone entry is for index 0, which no VMA begins at.
        guard root & 3 == 2, root > 4096 else { return root == 0 ? [] : [root] }
        var entries: [UInt64] = []
        var nodes = 0
        try add(root, to: .max, depth: 0, &entries, &nodes)
        return entries
    }

    /// Adds what is below a node whose last index is `last`.
    private func add(
        _ encoded: UInt64, to last: UInt64, depth: Int, _ entries: inout [UInt64], _ nodes: inout Int
    ) throws(KernelDamage) {
        nodes += 1
        guard depth < Self.height, nodes <= most else {
            throw KernelDamage(description: "the tree of its VMAs has no end")
        }
        // The type stands in bits 3 to 6: 1 is a leaf, 2 a branch without gaps, 3 a branch with gaps.
        let type = encoded >> 3 & 0xf
        let shape = type == 3 ? branch : leaf
        guard (1...3).contains(type), let bytes = kernel.bytes(at: encoded & ~0xff, count: shape.span) else {
            throw KernelDamage(description: "a node of the tree of its VMAs is none")
        }
        for slot in 0..<shape.count {
            let pivot = slot < shape.count - 1 ? bytes.number(at: shape.pivots + 8 * slot, bytes: 8) ?? 0 : last
            // Behind the last entry pivots are 0; that of the last entry may be.
            let end = pivot == 0 && slot > 0 ? last : pivot
            let entry = bytes.number(at: shape.slots + 8 * slot, bytes: 8) ?? 0
            if type != 1 {
                try add(entry, to: end, depth: depth + 1, &entries, &nodes)
            } else if entry != 0 {
                guard entries.count < most else { throw KernelDamage(description: "the tree of its VMAs has no end") }
                entries.append(entry)
            }
            if end >= last { return }
        }
    }
}
