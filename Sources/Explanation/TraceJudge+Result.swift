import Mistakes
import MtestProtocol
import Paging
import Words

extension TraceJudge {
    /// What is wrong with `page_addr`, `page_offset` and the physical address, given the entries as printed.
    func endFindings(_ end: PageWalk.Outcome?) -> [Finding] {
        // A debugger and a report of the kernel may walk the kernel's half.
        if let claim, !address.isCanonical(depth) || origin == .module && !address.isUser(depth) {
            return [invented(claim, end: nil, "\(hex(address.value)) has no translation in a process.")]
        }
        switch end {
        case .page(let physical, let size): return pageFindings(physical, size)
        case .absent(let level): return claimOfNothing(level, "is empty")
        // Linux counts a PROT_NONE page as present, the processor does not: either view is right.
        case .protNone(_, let physical) where claim == physical: return []
        case .protNone(let level, _): return claimOfNothing(level, "is not present (PROT_NONE)")
        case .swapped(let level, _, _): return claimOfNothing(level, "is not present (swapped out)")
        case .nonCanonical, .outsideMemory, nil: return []
        }
    }

    private func claimOfNothing(_ level: PagingLevel, _ state: String) -> [Finding] {
        guard let claim else { return [] }
        let detail =
            "The \(level.linuxName(depth)) entry \(state), so there is no translation, and \(hex(claim)) is printed."
        return [invented(claim, end: level, detail)]
    }

    private func invented(_ claim: UInt64, end level: PagingLevel?, _ detail: String) -> Finding {
        Finding(
            mistake: WrongAddress.name(
                invented: claim, address: address, depth: depth, end: level.flatMap(entry), level: level ?? .pte,
                followed: trace.entries[.pte]?.value)
                ?? (level == nil ? .physicalAddressWrong : .absentEntryTranslated), detail: detail)
    }

    private func pageFindings(_ physical: UInt64, _ size: UInt64) -> [Finding] {
        var findings: [Finding] = []
        let offset = physical & (size - 1)
        let page = physical - offset
        // A module that speaks of 4 KiB frames inside a large page is right too.
        let smallPage = physical & ~PagingLevel.pte.offsetMask
        if let printed = trace.pageAddress, printed != page, printed != smallPage {
            let mistake =
                mistake(printed, right: page, of: address.value - offset, size)
                ?? mistake(printed, right: smallPage, of: address.value - address.pageOffset, size)
            findings.append(wrong(mistake, "page_addr", printed, right: page))
        }
        if let printed = trace.pageOffset, printed != offset, printed != address.pageOffset {
            findings.append(
                Finding(
                    mistake: printed == 0 ? .pageOffsetLost : .pageOffsetWrong,
                    detail: "page_offset is printed as \(hex(printed)), and the lowest bits of the address are "
                        + "\(hex(offset))."))
        }
        if let claim, claim != physical {
            let mistake = mistake(claim, right: physical, of: address.value, size)
            findings.append(wrong(mistake, "The physical address", claim, right: physical))
        } else if claim == nil, case .notFound = trace.outcome {
            findings.append(
                Finding(mistake: .presentPageNotFound, detail: "The entries lead to \(hex(physical))."))
        }
        return findings
    }

    /// The mistake that turned `right`, the physical address of `virtual`, into `wrong`, if it is a known one.
    private func mistake(_ wrong: UInt64, right: UInt64, of virtual: UInt64, _ size: UInt64) -> Mistake? {
        guard let level = PagingLevel.allCases.first(where: { $0.entrySpan == size }), let leaf = entry(level) else {
            return nil
        }
        return WrongAddress.name(
            claim: wrong, truth: right, leaf: leaf, level: level, address: VirtualAddress(virtual),
            seeing: WrongAddress.Sight(below: deepest(below: level), depth: depth))
    }

    private func wrong(_ mistake: Mistake?, _ what: String, _ printed: UInt64, right: UInt64) -> Finding {
        Finding(
            mistake: mistake ?? .physicalAddressWrong,
            detail: "\(what) is printed as \(hex(printed)), and the entries lead to \(hex(right)).")
    }

    /// The entry that was printed for a level; on four levels the pgd's and the p4d's are one.
    private func entry(_ level: PagingLevel) -> PageTableEntry? {
        let printed = TraceLevel(rawValue: level.name).flatMap { trace.entries[$0]?.value }
        return (printed ?? (level == .p4d && depth == .four ? trace.entries[.pgd]?.value : nil)).map {
            PageTableEntry($0)
        }
    }

    /// The last entry that was printed below a level, as if that level's were no leaf.
    private func deepest(below level: PagingLevel) -> UInt64? {
        PagingLevel.allCases.first { $0 < level && entry($0) != nil }.flatMap(entry)?.raw
    }
}
