import KernelMemory
import Paging
import Testing

/// The VMAs of a process, in memory that looks like a kernel's.
@Suite struct AreasTests {
    /// A process with two VMAs and a page in the first. Its kernel's addresses lead to the first 2 MiB, and the array of
    /// pages to 4 MiB.
    private struct Process {
        var memory = Memory()
        let space = AddressSpace(root: 0x10_0000, depth: .four)
        let layout: KernelLayout

        static let kernel: UInt64 = 0xffff_8880_0000_0000
        static let owner = kernel + 0x1000
        static let areas = [kernel + 0x2000, kernel + 0x2fe0]

        init(tree: Bool) throws {
            layout = try #require(BTF(BTFText.kernel(tree: tree).bytes).flatMap(KernelLayout.init))
            let present: UInt64 = 3
            // 2 MiB at a time: the kernel's memory, and the array of pages.
            for (address, table, page) in [(Self.kernel, 0x10_1000, 0), (0xffff_ea00_0000_0000, 0x10_3000, 4 << 20)]
                as [(UInt64, UInt64, UInt64)]
            {
                let walked = VirtualAddress(address)
                memory.put(table | present, at: space.root + UInt64(walked.index(.p4d)) * 8)
                memory.put(table + 0x1000 | present, at: table + UInt64(walked.index(.pud)) * 8)
                memory.put(page | present | 0x80, at: table + 0x1000 + UInt64(walked.index(.pmd)) * 8)
            }
            memory.put(Self.owner, at: 4 << 20 + 0x100 * 64 + 32)
            memory.put(Self.kernel + space.root, at: 0x1000 + 32)
            memory.put(2, at: 0x1000 + 40)
            for (index, (start, flags)) in [(0x40_0000, 5), (0x60_0000, 3)].enumerated()
                as EnumeratedSequence<[(UInt64, UInt64)]>
            {
                let at = Self.areas[index] - Self.kernel
                for (word, offset) in [(start, 8), (start + 0x2000, 0), (flags, 32), (Self.owner, 16)]
                    as [(UInt64, UInt64)]
                {
                    memory.put(word, at: at + offset)
                }
            }
            if tree {
                // A branch over one leaf.
                memory.put(Self.kernel + 0x4000 | 3 << 3 | 2, at: 0x1000 + 8)
                memory.put(Self.kernel + 0x5000 | 1 << 3 | 2, at: 0x4000 + 80)
                memory.put(UInt64.max, at: 0x4000 + 8)
                for (slot, (pivot, entry)) in [
                    (0x3f_ffff, 0), (0x40_1fff, Self.areas[0]), (0x5f_ffff, 0), (0x60_1fff, Self.areas[1]), (.max, 0),
                ].enumerated() as EnumeratedSequence<[(UInt64, UInt64)]> {
                    memory.put(pivot, at: 0x5000 + 8 + UInt64(slot) * 8)
                    memory.put(entry, at: 0x5000 + 128 + UInt64(slot) * 8)
                }
            } else {
                memory.put(Self.areas[0], at: 0x1000 + 8)
                memory.put(Self.areas[1], at: 0x2000 + 40)
            }
        }

        /// Maps a page at an address of user mode; `flags` of the last entry.
        mutating func map(_ address: UInt64, flags: UInt64 = 7) {
            let walked = VirtualAddress(address)
            memory.put(0x10_5007, at: space.root + UInt64(walked.index(.p4d)) * 8)
            memory.put(0x10_6007, at: 0x10_5000 + UInt64(walked.index(.pud)) * 8)
            memory.put(0x10_7007 + UInt64(walked.index(.pmd)) << 12, at: 0x10_6000 + UInt64(walked.index(.pmd)) * 8)
            memory.put(
                0x7_0000 | flags,
                at: 0x10_7000 + UInt64(walked.index(.pmd)) << 12 + UInt64(walked.index(.pte)) * 8)
        }

        func read() throws(KernelDamage) -> [MemoryArea] { try layout.areas(of: space, in: memory) }
    }

    private static let right = [
        MemoryArea(start: 0x40_0000, end: 0x40_2000, flags: 5), MemoryArea(start: 0x60_0000, end: 0x60_2000, flags: 3),
    ]

    @Test(arguments: [true, false]) func `the areas are those of the kernel's structures, from a tree or a list`(
        tree: Bool
    ) throws {
        #expect(try Process(tree: tree).read() == Self.right)
    }

    @Test(arguments: [
        // The owner of the top table, the address of that table, the count, a VMA's address space, its start, its entry.
        (0x40_4020 as UInt64, 0x1008 as UInt64), (0x1020, 0xffff_8880_0000_0000), (0x1028, 3), (0x2010, 0),
        (0x2fe8, 0x40_1000), (0x5088, 0xffff_8880_0040_0000),
    ]) func `structures that do not fit together are told, and not read as a shorter list`(at: UInt64, word: UInt64)
        throws
    {
        var process = try Process(tree: true)
        process.memory.put(word, at: at)
        #expect(throws: KernelDamage.self) { try process.read() }
    }

    @Test func `a tree that leads back into itself has an end`() throws {
        var process = try Process(tree: true)
        process.memory.put(Process.kernel + 0x4000 | 3 << 3 | 2, at: 0x4000 + 80)
        #expect(throws: KernelDamage.self) { try process.read() }
        var list = try Process(tree: false)
        list.memory.put(Process.areas[0], at: 0x2fe0 + 40)
        #expect(throws: KernelDamage.self) { try list.read() }
    }

    @Test func `a page outside all areas, and one that may do more than its area, is a stray`() throws {
        var process = try Process(tree: true)
        // In the first: read and execute. In the second: read and write, and no execute (bit 63).
        process.map(0x40_1000, flags: 5)
        process.map(0x60_0000, flags: 7 | 1 << 63)
        func stray() -> UInt64? {
            PresentPages(of: process.space, in: process.memory).firstStray(among: Self.right)?.address
        }
        #expect(PresentPages(of: process.space, in: process.memory).pages.map(\.address) == [0x40_1000, 0x60_0000])
        #expect(stray() == nil)
        process.map(0x60_1000, flags: 7)
        #expect(stray() == 0x60_1000)
        process.map(0x40_0000, flags: 7)
        #expect(stray() == 0x40_0000)
        process.map(0x40_0000, flags: 5)
        process.map(0x50_0000, flags: 5)
        #expect(stray() == 0x50_0000)
    }

    @Test func `maps are read as the kernel writes them, without the page that is in no list`() {
        let areas = MemoryArea.all(
            inMaps: """
                00400000-00402000 r-xp 00000000 00:02 12  /targets/test
                00600000-00602000 rw-p 00000000 00:00 0  [heap]
                ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0  [vsyscall]
                rubbish
                """)
        #expect(areas == Self.right)
        #expect(areas.map(\.permissions) == ["r-x", "rw-"])
    }
}
