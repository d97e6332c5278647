/// The entries of /proc, in the kernel's own tree of them: which functions a file has.
package struct ProcEntries: Sendable, Hashable, Codable {
    /// `subdir`, the tree of what is in a folder; `subdir_node`, the place in such a tree; `name`; `proc_ops`: members of a
    /// `struct proc_dir_entry`, in bytes from its beginning.
    let tree, node, name, operations: Int
    /// `proc_write` of a `struct proc_ops`.
    let write: Int

    /// What the kernel's description of its types says; nil where a member is missing, as before Linux 5.6.
    package init?(_ btf: BTF) {
        func offset(_ path: String, _ structure: String) -> Int? { btf.member(path, of: structure)?.offset }
        guard let tree = offset("subdir", "proc_dir_entry"), let node = offset("subdir_node", "proc_dir_entry"),
            let name = offset("name", "proc_dir_entry"), let operations = offset("proc_ops", "proc_dir_entry"),
            let write = offset("proc_write", "proc_ops")
        else { return nil }
        self.tree = tree
        self.node = node
        self.name = name
        self.operations = operations
        self.write = write
    }

    /// Entries that are looked at: /proc has some eighty at its top.
    private static let most = 4096

    /// The address of the function that carries out a write(2) to a file at the top of /proc; nil where there is no such
    /// file, or it cannot be written to. `root` is the address of the kernel's `proc_root`. Nothing in the machine may move.
    package func writeHandler(
        of file: String, root: UInt64, in kernel: KernelAddresses<some PhysicalBytes>
    ) -> UInt64? {
        let wanted = Array(file.utf8) + [0]
        var open = [kernel.word(at: root &+ UInt64(tree)) ?? 0]
        var looked = 0
        while let place = open.popLast(), looked < Self.most {
            guard place != 0 else { continue }
            looked += 1
            // struct rb_node (include/linux/rbtree_types.h): the parent, right, left.
            open += [kernel.word(at: place &+ 8) ?? 0, kernel.word(at: place &+ 16) ?? 0]
            let entry = place &- UInt64(node)
            guard let text = kernel.word(at: entry &+ UInt64(name)),
                kernel.bytes(at: text, count: wanted.count) == wanted
            else { continue }
            guard let functions = kernel.word(at: entry &+ UInt64(operations)),
                let handler = kernel.word(at: functions &+ UInt64(write)), handler != 0
            else { return nil }
            return handler
        }
        return nil
    }
}
