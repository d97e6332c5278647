import KernelMemory
import Testing

/// The kernel's description of its own types.
@Suite struct BTFTests {
    private static let kernel = BTF(BTFText.kernel(tree: true).bytes)

    @Test func `members are found in nameless structures, behind names of types and along a path`() throws {
        let btf = try #require(Self.kernel)
        #expect(btf.size(of: "page") == 64)
        #expect(btf.member("pt_mm", of: "page")?.offset == 32)
        #expect(btf.member("vm_flags", of: "vm_area_struct")?.offset == 32)
        #expect(btf.member("mm_mt.ma_root", of: "mm_struct")?.offset == 8)
        #expect(btf.member("slot", of: "maple_arange_64")?.offset == 80)
        #expect(btf.member("slot", of: "maple_arange_64")?.count == 10)
        #expect(btf.member("pivot", of: "maple_range_64")?.offset == 8)
        #expect(btf.member("pivot", of: "maple_range_64")?.count == 15)
    }

    @Test func `what is not there is not found`() throws {
        let btf = try #require(Self.kernel)
        #expect(btf.size(of: "pag") == nil)
        #expect(btf.member("vm_star", of: "vm_area_struct") == nil)
        #expect(btf.member("mm_mt.ma_roots", of: "mm_struct") == nil)
        #expect(btf.member("vm_start.x", of: "vm_area_struct") == nil)
    }

    @Test func `bytes that are cut off, changed or none are no description, and never a crash`() {
        let whole = BTFText.kernel(tree: true).bytes
        for count in stride(from: 0, to: whole.count, by: 7) { #expect(BTF(Array(whole[..<count])) == nil) }
        var numbers = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = .random(in: 0 ... .max) }
            // Whatever is read, it ends.
            _ = BTF(bytes).flatMap(KernelLayout.init)
        }
    }

    @Test(arguments: [true, false]) func `a layout is read of a kernel with a tree of VMAs, and of one with a list`(
        tree: Bool
    ) throws {
        #expect(KernelLayout(try #require(BTF(BTFText.kernel(tree: tree).bytes))) != nil)
    }

    @Test func `a kernel is found in memory behind what only looks like one`() throws {
        var memory = Memory()
        let text = BTFText.kernel(tree: true).bytes
        // As large as a kernel's: the names at the end, whose length is the last word of the header, are filled up.
        var large = text + Array(repeating: 0, count: 300 << 10)
        let types = (0..<4).reduce(0) { $0 | Int(text[12 + $1]) << (8 * $1) }
        for index in 0..<4 { large[20 + index] = UInt8(truncatingIfNeeded: (large.count - 24 - types) >> (8 * index)) }
        memory.put(text, at: 0x110_1000)
        memory.put(large, at: 0x200_1230)
        #expect(BTF.find(in: memory)?.size(of: "page") == 64)
        #expect(BTF.find(in: Memory()) == nil)
    }
}
