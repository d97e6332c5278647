import MtestProtocol
import Paging
import Words

extension TraceJudge {
    /// What is wrong with `page_addr`, `page_offset` and the physical address, given the entries as printed.
    func endMistakes(_ end: PageWalk.Outcome?) -> [Mistake] {
        switch end {
        case .page(let physical, let size): pageMistakes(physical, size)
        case .absent(let level): claimOfNothing(level, "empty-entry-followed", "is empty")
        case .protNone(let level, _): claimOfNothing(level, "absent-entry-translated", "is not present (PROT_NONE)")
        case .swapped(let level, _, _): claimOfNothing(level, "absent-entry-translated", "is not present (swapped out)")
        case .nonCanonical, .outsideMemory, nil: []
        }
    }

    private func claimOfNothing(_ level: PagingLevel, _ diagnosis: String, _ state: String) -> [Mistake] {
        guard let claim else { return [] }
        return [
            Mistake(
                diagnosis: diagnosis,
                sentence:
                    "the \(level.linuxName(depth)) entry \(state): there is no translation, and \(hex(claim)) is no "
                    + "answer")
        ]
    }

    private func pageMistakes(_ physical: UInt64, _ size: UInt64) -> [Mistake] {
        var mistakes: [Mistake] = []
        let offset = physical & (size - 1)
        let page = physical - offset
        // A module that speaks of 4 KiB frames inside a large page is right too.
        if let printed = trace.pageAddress, printed != page, printed != physical & ~0xfff {
            mistakes.append(name(printed, right: page, offset: 0, what: "page_addr"))
        }
        if let printed = trace.pageOffset, printed != offset, printed != offset & 0xfff {
            mistakes.append(
                Mistake(
                    diagnosis: "page-offset-lost",
                    sentence: "page_offset is \(hex(printed)), and the lowest bits of the address are \(hex(offset))"))
        }
        if let claim, claim != physical {
            mistakes.append(name(claim, right: physical, offset: address.value & 0xfff, what: "the physical address"))
        } else if claim == nil, case .notFound = trace.outcome {
            mistakes.append(
                Mistake(
                    diagnosis: "present-page-not-found",
                    sentence: "the entries lead to \(hex(physical)), but the module says that there is no translation"))
        }
        return mistakes
    }

    /// Names what turned `right` into `wrong`.
    private func name(_ wrong: UInt64, right: UInt64, offset: UInt64, what: String) -> Mistake {
        let leaf = leafValue ?? 0
        let flags = leaf & ~PageTableEntry.addressMask
        if wrong == right | (flags & ~0xfff), wrong != right {
            return Mistake(
                diagnosis: "flags-left-in-address",
                sentence:
                    "\(what) \(hex(wrong)) is no physical address: bits 63:52 of the entry are flags (bit 63 is NX), "
                    + "and PAGE_MASK keeps them; right is \(hex(right))")
        }
        if wrong == leaf || wrong == leaf | offset || wrong == leaf & ~(1 << 63) | offset || wrong == leaf &+ offset {
            return Mistake(
                diagnosis: "flags-left-in-low-bits",
                sentence: "\(what) \(hex(wrong)) still has the entry's flags in its low bits; right is \(hex(right))")
        }
        if offset != 0, wrong == right & ~0xfff {
            return Mistake(
                diagnosis: "page-offset-lost",
                sentence:
                    "\(what) \(hex(wrong)) is the page's start: the offset \(hex(offset)) is lost; right is \(hex(right))"
            )
        }
        if offset != 0, wrong == right &+ offset {
            return Mistake(
                diagnosis: "page-offset-added-twice",
                sentence: "\(what) \(hex(wrong)) has the offset \(hex(offset)) twice; right is \(hex(right))")
        }
        if isDirectMap(wrong, right: right) {
            return Mistake(
                diagnosis: "direct-map-arithmetic",
                sentence:
                    "\(what) \(hex(wrong)) comes from the kernel's direct map (virt_to_phys, __pa, page_address), "
                    + "not from the walk; right is \(hex(right))")
        }
        if let level = leafLevel, level != .pte, let below = trace.entries[.pte]?.value,
            wrong & ~0xfff == below & PageTableEntry.addressMask
        {
            return Mistake(
                diagnosis: "huge-page-walked-as-table",
                sentence:
                    "\(what) \(hex(wrong)) comes from below a large page, whose bytes were taken for a table; right is "
                    + "\(hex(right))")
        }
        if wrong & 0xfff == right & 0xfff, leafLevel != .pte {
            return Mistake(
                diagnosis: "huge-page-offset-truncated",
                sentence: "\(what) \(hex(wrong)) keeps too few bits of the offset: below a large page there are "
                    + "\(leafLevel?.shift ?? 12); right is \(hex(right))")
        }
        return Mistake(
            diagnosis: "physical-address-wrong",
            sentence: "\(what) \(hex(wrong)) does not follow from the entries; right is \(hex(right))")
    }

    /// `virt_to_phys` of the user's address, or the kernel's own address of the page.
    private func isDirectMap(_ wrong: UInt64, right: UInt64) -> Bool {
        let bases: [UInt64] = [0xffff_8880_0000_0000, 0xff11_0000_0000_0000]
        return bases.contains { wrong == address.value &- $0 || wrong == right &+ $0 }
            || wrong == address.value &+ 0x8000_0000
    }

    private var leafLevel: PagingLevel? {
        [PagingLevel.pud, .pmd, .pte].first { level in
            trace.entries[TraceLevel(rawValue: level.name) ?? .pte]?.value.map {
                PageTableEntry($0).isLeaf(at: level)
            } ?? false
        }
    }

    private var leafValue: UInt64? {
        leafLevel.flatMap { trace.entries[TraceLevel(rawValue: $0.name) ?? .pte]?.value }
    }
}
