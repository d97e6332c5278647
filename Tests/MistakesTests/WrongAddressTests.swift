import Mistakes
import Paging
import Testing

/// The mistake behind a wrong physical address, from the values alone.
@Suite struct WrongAddressTests {
    /// Words at addresses, nothing elsewhere.
    private struct Words: PhysicalMemory {
        var words: [UInt64: UInt64]
        func word(at address: UInt64) -> UInt64? { words[address, default: 0] }
    }

    private static let address = VirtualAddress(0xec00_3018)
    /// A page of 1 GiB at 0x4000_0000, whose own bytes at the place of a pmd entry are `word`.
    private static func gigantic(_ word: UInt64) -> Words {
        Words(words: [
            0x1000: 0x2067, 0x2000 + 3 * 8: 0x8000_0000_4000_00e7,
            0x4000_0000 + UInt64(address.index(.pmd)) * 8: word,
        ])
    }

    private func name(claim: UInt64, _ memory: Words) -> Mistake? {
        let walk = PageWalk(Self.address, in: AddressSpace(root: 0x1000, depth: .four), memory: memory)
        return WrongAddress.name(claim: claim, walk: walk, truth: 0x6c00_3018, memory: memory)
    }

    @Test func `bytes of a 1 GiB page that look like a 2 MiB entry are told as a page walked as a table`() {
        // As met in CI: bits 0 and 7 of a secret were set by chance.
        let secret: UInt64 = 0x0b96_6897_e9a3_c5e1
        let claim = secret & 0x000f_ffff_ffe0_0000 | 0x3018
        #expect(name(claim: claim, Self.gigantic(secret)) == .hugePageWalkedAsTable)
    }

    @Test func `bytes of a 1 GiB page that have no bit 7 are no 2 MiB entry`() {
        let secret: UInt64 = 0x0b96_6897_e9a3_c561
        #expect(name(claim: secret & 0x000f_ffff_ffe0_0000 | 0x3018, Self.gigantic(secret)) != .hugePageWalkedAsTable)
    }

    @Test func `the offset of a small page in a large one is told as that`() {
        #expect(name(claim: 0x4000_0018, Self.gigantic(0)) == .hugePageOffsetTruncated)
    }

    @Test(arguments: [0x1_2345_7018 as UInt64, 0x1_2345_9018, 0x1_4f45_9018])
    func `the offset of a large page in a small one is told as that`(claim: UInt64) {
        let name = WrongAddress.name(
            claim: claim, truth: 0x1_2345_6018, leaf: PageTableEntry(0x1_2345_6067), level: .pte, address: Self.address)
        #expect(name == .hugePageOffsetAdded)
    }

    @Test func `the right address has no mistake`() {
        #expect(name(claim: 0x6c00_3018, Self.gigantic(0)) == nil)
    }

    @Test(arguments: [0x6_c003 as UInt64, 0x6_c01b])
    func `the number of the page is told as that, with the offset or without`(claim: UInt64) {
        #expect(name(claim: claim, Self.gigantic(0)) == .frameNumberPrinted)
    }

    @Test func `an address of the kernel's half that no arithmetic explains is a pointer`() {
        #expect(name(claim: 0xffff_ea00_01b0_00c0, Self.gigantic(0)) == .kernelPointerPrinted)
        #expect(name(claim: 0xffff_8880_6c00_3018, Self.gigantic(0)) == .directMapArithmetic)
    }

    @Test func `flags that are left in say nothing of the offset, which may be lost as well`() {
        let mistake = Mistake.flagsLeftInAddress
        #expect(WrongAddress.hasLostOffset(claim: 0x8000_0000_6c00_3000, mistake, Self.address))
        #expect(!WrongAddress.hasLostOffset(claim: 0x8000_0000_6c00_3018, mistake, Self.address))
        #expect(!WrongAddress.hasLostOffset(claim: 0x6c00_3000, .pageOffsetLost, Self.address))
    }

    @Test(arguments: [(0x1_2018 as UInt64, Mistake.absentEntryTranslated), (0x5_5018, nil)] as [(UInt64, Mistake?)])
    func `a claim of what is not present is named only where the entry's bits make it`(claim: UInt64, mistake: Mistake?)
    {
        // The entry that is looked up is neither empty nor present.
        let memory = Words(words: [0x1000: 0x2067, 0x2000 + 3 * 8: 0x1_2340])
        let walk = PageWalk(Self.address, in: AddressSpace(root: 0x1000, depth: .four), memory: memory)
        #expect(WrongAddress.name(invented: claim, walk, memory) == mistake)
    }
}
