/// Writes the bytes of a kernel's description of its types, for tests.
struct BTFText {
    private var types: [UInt8] = []
    private var names: [UInt8] = [0]
    private var count = 0

    /// A member: its name, its type and the bits before it.
    typealias Member = (name: String, type: Int, bits: Int)

    private static func little(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private mutating func name(_ text: String) -> Int {
        guard !text.isEmpty else { return 0 }
        defer { names += Array(text.utf8) + [0] }
        return names.count
    }

    private mutating func add(_ name: String, _ kind: Int, _ size: Int, count: Int = 0, _ rest: [UInt8] = []) -> Int {
        types += Self.little(self.name(name)) + Self.little(kind << 24 | count) + Self.little(size) + rest
        self.count += 1
        return self.count
    }

    mutating func integer(_ name: String, size: Int) -> Int { add(name, 1, size, Self.little(size * 8)) }
    mutating func pointer(to type: Int) -> Int { add("", 2, type) }
    mutating func typedef(_ name: String, _ type: Int) -> Int { add(name, 8, type) }
    mutating func array(of type: Int, _ elements: Int) -> Int {
        add("", 3, 0, Self.little(type) + Self.little(type) + Self.little(elements))
    }

    /// A structure, or with `kind` 5 a union.
    mutating func structure(_ name: String, size: Int, kind: Int = 4, _ members: [Member]) -> Int {
        let rest = members.flatMap { Self.little(self.name($0.name)) + Self.little($0.type) + Self.little($0.bits) }
        return add(name, kind, size, count: members.count, rest)
    }

    var bytes: [UInt8] {
        [0x9f, 0xeb, 1, 0] + Self.little(24) + Self.little(0) + Self.little(types.count) + Self.little(types.count)
            + Self.little(names.count) + types + names
    }
}

extension BTFText {
    /// What a kernel says that keeps VMAs in a tree, or in a list, with members at places that no kernel has them at.
    static func kernel(tree: Bool) -> BTFText {
        var text = BTFText()
        let long = text.integer("unsigned long", size: 8)
        let int = text.integer("int", size: 4)
        let mm = text.structure("", size: 8, kind: 5, [("pt_mm", long, 0), ("pt_frag_refcount", int, 0)])
        let part = text.structure("", size: 40, [("_pt_pad_1", long, 0), ("", mm, 192)])
        _ = text.structure("page", size: 64, [("flags", long, 0), ("", part, 64)])
        let flags = text.typedef("vm_flags_t", long)
        _ = text.structure(
            "vm_area_struct", size: 64,
            [
                ("vm_start", long, 64), ("vm_end", long, 0), ("vm_next", long, 320), ("vm_mm", long, 128),
                ("vm_flags", flags, 256),
            ])
        let root = text.structure("maple_tree", size: 16, [("ma_lock", int, 0), ("ma_root", long, 64)])
        let first: Member = tree ? ("mm_mt", root, 0) : ("mmap", long, 64)
        let inner = text.structure("", size: 64, [first, ("pgd", long, 256), ("map_count", int, 320)])
        _ = text.structure("mm_struct", size: 64, [("", inner, 0)])
        guard tree else { return text }
        for (name, slots) in [("maple_range_64", 16), ("maple_arange_64", 10)] {
            let pivots = text.array(of: long, slots - 1)
            let array = text.array(of: long, slots)
            let parts = text.structure("", size: 8 * slots, kind: 5, [("slot", array, 0)])
            _ = text.structure(name, size: 256, [("parent", long, 0), ("pivot", pivots, 64), ("", parts, 64 * slots)])
        }
        return text
    }
}
