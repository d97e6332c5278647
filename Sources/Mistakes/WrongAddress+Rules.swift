import Paging

extension WrongAddress {
    /// A wrong address with what it is compared with. Each rule asks what one mistake would have printed.
    struct Case {
        let claim: UInt64
        let truth: UInt64
        let leaf: PageTableEntry
        let level: PagingLevel
        let address: VirtualAddress

        private var offset: UInt64 { address.pageOffset }
        private var page: UInt64 { leaf.pageAddress(at: level) }
        private var truthPage: UInt64 { truth & ~PagingLevel.pte.offsetMask }

        /// Some or all of the flags above the address are left in, or those below it.
        var flags: Mistake? {
            let claimed = claim & PageTableEntry.highFlagsMask
            if claim & PageTableEntry.addressMask | offset == truth, claimed != 0, claimed & ~leaf.raw == 0 {
                return .flagsLeftInAddress
            }
            let executable = leaf.raw & ~PageTableEntry.Bit.noExecute.mask
            let printed = [leaf.raw | offset, executable | offset, leaf.raw, executable, executable &+ offset]
            return printed.contains(claim) ? .flagsLeftInLowBits : nil
        }

        /// The right number in decimal digits, read as hexadecimal because 0x stands before it.
        var format: Mistake? { UInt64(String(truth), radix: 16) == claim ? .decimalPrinted : nil }

        /// Too little or too much of the virtual address is added to the page's.
        var offsetMistake: Mistake? {
            if claim == truthPage, offset != 0 { return .pageOffsetLost }
            if level != .pte, claim == page | offset { return .hugePageOffsetTruncated }
            if level == .pud, claim == page | address.offset(below: .pmd) { return .hugePageOffsetTruncated }
            if level == .pte, [.pmd, .pud].contains(where: { addsOffset(below: $0) }) { return .hugePageOffsetAdded }
            guard offset != 0 else { return nil }
            if claim == truth &+ offset { return .pageOffsetAddedTwice }
            return claim == truthPage &+ offset * 8 ? .pageOffsetScaled : nil
        }

        /// Whether the claim has an offset of as many bits as a page of this level has, in the page of a lower one.
        private func addsOffset(below level: PagingLevel) -> Bool {
            let more = address.offset(below: level)
            return more != offset && (claim == truthPage | more || claim == truthPage &+ more)
        }

        /// Where the kernel maps all physical memory without KASLR, with four and with five levels
        /// (Documentation/x86/x86_64/mm.rst).
        private static let directMaps: [UInt64] = [0xffff_8880_0000_0000, 0xff11_0000_0000_0000]
        /// Where the kernel's image is mapped: `__START_KERNEL_map` (arch/x86/include/asm/page_64_types.h).
        private static let imageMap: UInt64 = 0xffff_ffff_8000_0000

        /// Arithmetic on the kernel's own addresses.
        var kernelArithmetic: Mistake? {
            let isDirect = Self.directMaps.contains { map in claim == truth &+ map || claim == truthPage &+ map }
            return isDirect || Self.isArithmetic(claim, on: address.value) ? .directMapArithmetic : nil
        }

        /// Whether a number comes from a virtual address by arithmetic alone: `virt_to_phys()` takes what lies below the
        /// kernel's image for an address of the direct map, and what it takes for one of the image it counts from there.
        static func isArithmetic(_ claim: UInt64, on address: UInt64) -> Bool {
            directMaps.contains { claim == address &- $0 } || claim == address &- imageMap
        }

        /// The page's number where its address should be, with the offset beside it or without.
        var frameNumber: Mistake? {
            let frame = truth >> UInt64(PagingLevel.pte.shift)
            guard frame != 0 else { return nil }
            return [frame, frame | offset, frame &+ offset].contains(claim) ? .frameNumberPrinted : nil
        }

        /// Whether the claim is what a huge page's bytes give when they are read as an entry of the next table: one
        /// that maps 4 KiB or, below a page of 1 GiB, by the chance of bit 7, one that maps 2 MiB.
        func comes(from word: UInt64) -> Bool {
            guard level != .pte else { return false }
            let entry = PageTableEntry(word)
            let small = [entry.tableAddress | offset, word & ~PagingLevel.pte.offsetMask | offset]
            if small.contains(claim) { return true }
            return level == .pud && entry.isLeaf(at: .pmd)
                && entry.pageAddress(at: .pmd) | address.offset(below: .pmd) == claim
        }

        /// Whether the upper 32 bits are lost, where there are any.
        var isTruncated: Bool { claim == UInt64(UInt32(truncatingIfNeeded: truth)) && truth >> 32 != 0 }
    }
}
