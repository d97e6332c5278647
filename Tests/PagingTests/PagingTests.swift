import Paging
import Testing

/// Physical memory for a test: words at addresses, zeros elsewhere.
struct SparseMemory: PhysicalMemory {
    var words: [UInt64: UInt64] = [:]
    var size: UInt64 = 1 << 40

    func word(at address: UInt64) -> UInt64? { address < size ? words[address, default: 0] : nil }
}

@Suite struct PageWalkTests {
    /// The seed's first translated address, with its own entries.
    static let seed = SparseMemory(words: [
        0x1000 + 254 * 8: 0x8000_0000_7762_7067, 0x7762_7000 + 69 * 8: 0x6dca_6067,
        0x6dca_6000 + 275 * 8: 0x7779_d067, 0x7779_d000 + 154 * 8: 0x1_39e3_7025,
    ])

    @Test func `the seed's walk gives the seed's physical address`() {
        let walk = PageWalk(
            VirtualAddress(0x7f11_6269_a000), in: AddressSpace(root: 0x1000, depth: .four), memory: Self.seed)
        #expect(walk.outcome == .page(physical: 0x1_39e3_7000, size: 4096))
        #expect(walk.steps.map(\.index) == [254, 69, 275, 154])
    }

    @Test func `on four levels pgd and p4d are one entry, and p4d_index is 0`() {
        let address = VirtualAddress(0x7f11_6269_a000)
        let walk = PageWalk(address, in: AddressSpace(root: 0x1000, depth: .four), memory: Self.seed)
        #expect(walk.linuxEntry(.pgd) == walk.linuxEntry(.p4d))
        #expect(address.linuxIndex(.pgd, depth: .four) == 254)
        #expect(address.linuxIndex(.p4d, depth: .four) == 0)
    }

    @Test func `bit 63 is not part of the physical address`() {
        #expect(PageTableEntry(0x8000_0001_0614_1867).pageAddress(at: .pte) == 0x1_0614_1000)
    }

    @Test func `a large page ends the walk early and keeps the longer offset`() {
        let address = VirtualAddress(0x4012_3456)
        var memory = SparseMemory(words: [0x1000: 0x2003, 0x2000 + 8: 0x3003, 0x3000: 0x8000_0000_0060_00e7])
        let space = AddressSpace(root: 0x1000, depth: .four)
        #expect(PageWalk(address, in: space, memory: memory).outcome == .page(physical: 0x72_3456, size: 1 << 21))
        memory.words[0x2008] = 0x8000_00e7
        #expect(PageWalk(address, in: space, memory: memory).outcome == .page(physical: 0x8012_3456, size: 1 << 30))
    }

    @Test func `five levels read bits 56 to 48 first`() {
        let address = VirtualAddress(0x00ab_0000_0000_0000)
        let memory = SparseMemory(words: [
            0x1000 + 0xab * 8: 0x2003, 0x2000: 0x3003, 0x3000: 0x4003, 0x4000: 0x5003, 0x5000: 0x9003,
        ])
        let walk = PageWalk(address, in: AddressSpace(root: 0x1000, depth: .five), memory: memory)
        #expect(walk.physical == 0x9000)
        #expect(walk.steps.map(\.level) == [.pgd, .p4d, .pud, .pmd, .pte])
    }

    @Test func `an address that is not canonical is not walked`() {
        let space = AddressSpace(root: 0x1000, depth: .four)
        let walk = PageWalk(VirtualAddress(0x8000_0000_0000), in: space, memory: Self.seed)
        #expect(walk.outcome == .nonCanonical)
        #expect(VirtualAddress(0x8000_0000_0000).isCanonical(.five))
        #expect(VirtualAddress(0xffff_8000_0000_0000).isCanonical(.four))
    }

    @Test func `PROT_NONE keeps its frame number inverted`() {
        let entry = PageTableEntry(0x000f_fffe_1e92_4160)
        #expect(entry.isProtNone && !entry.isPresent)
        #expect(entry.protNoneAddress(at: .pte) == 0x1_e16d_b000)
    }

    @Test func `the entry of a swapped page holds a type and an inverted offset`() {
        let swap = PageTableEntry(0x07ff_ffff_ff4e_8600).swap
        #expect(swap?.type == 0)
        #expect(swap?.offset == 22716)
    }

    @Test func `an entry with only accessed and dirty set is none`() {
        #expect(PageTableEntry(0x60).isNone)
        #expect(PageTableEntry(0x60).swap == nil)
    }

    @Test func `a table outside memory is reported and not read`() {
        let memory = SparseMemory(words: [0x1000: 0x000f_ffff_ffff_f003])
        let walk = PageWalk(VirtualAddress(0x1000), in: AddressSpace(root: 0x1000, depth: .four), memory: memory)
        #expect(walk.outcome == .outsideMemory(.pud, table: 0x000f_ffff_ffff_f000))
    }

    @Test func `an entry at the end of all addresses is no overflow`() {
        let step = PageWalk.Step(level: .p4d, table: .max - 7, index: 511, entry: PageTableEntry(0))
        #expect(step.entryAddress == 511 * 8 - 8)
    }

    @Test func `a page is writable if all levels are, and executable if no level has NX`() {
        let memory = SparseMemory(words: [
            0x1000: 0x2007, 0x2000: 0x3005, 0x3000: 0x8000_0000_0000_4007, 0x4000: 0x5007,
        ])
        let walk = PageWalk(VirtualAddress(0), in: AddressSpace(root: 0x1000, depth: .four), memory: memory)
        #expect(walk.userRights == (true, false, false))
    }
}
