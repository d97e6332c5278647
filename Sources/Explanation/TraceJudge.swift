import MtestProtocol
package import Paging
import Words

/// A log has no walk in it that can be judged.
package struct TraceFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence, with what to do first.
    package let description: String
}

/// Recomputes a printed walk.
package struct TraceJudge {
    let trace: LevelTrace
    let address: VirtualAddress
    let isAddressPrinted: Bool
    let depth: PagingDepth
    /// Numbers that were printed where an entry belongs, and are none.
    let unplaced: [TraceLevel: UnplacedNumber]
    /// Who printed the walk.
    let origin: PrintedWalk.Origin

    /// Takes in what was printed; `fallback` is the address where the log does not name it.
    ///
    /// - Throws: ``TraceFlaw`` when the address is known from nowhere.
    package init(_ walk: PrintedWalk, fallback: VirtualAddress? = nil) throws(TraceFlaw) {
        origin = walk.origin
        let placed = PlacedTrace(walk.trace)
        let trace = placed.trace
        self.trace = trace
        unplaced = placed.unplaced
        let folded = trace.entries[.p4d]?.value == trace.entries[.pgd]?.value && trace.entries[.p4d]?.index ?? 0 == 0
        let depth: PagingDepth =
            switch trace.hasFiveLevels {
            case true?: .five
            case false?: .four
            case nil: trace.entries[.p4d] == nil || folded ? .four : .five
            }
        self.depth = depth
        if let printed = trace.virtualAddress ?? Self.commandAddress(trace.command) {
            address = VirtualAddress(printed)
            isAddressPrinted = true
            return
        }
        isAddressPrinted = false
        if let fallback {
            address = fallback
        } else if let rebuilt = Self.address(from: trace, depth: depth) {
            address = rebuilt
        } else {
            throw TraceFlaw(
                description:
                    "name the address as ADDR on the command line, or let the module print vaddr first: the log does not say "
                    + "which address was walked"
            )
        }
    }

    private static func commandAddress(_ command: String?) -> UInt64? {
        guard let words = command?.split(separator: " "), words.count > 1, words[0] == "findpage" else { return nil }
        return try? VirtualAddress.number(String(words[1]))
    }

    /// The indexes put together again, when all were printed.
    private static func address(from trace: LevelTrace, depth: PagingDepth) -> VirtualAddress? {
        let levels: [(TraceLevel, PagingLevel)] =
            depth == .four
            ? [(.pgd, .p4d), (.pud, .pud), (.pmd, .pmd), (.pte, .pte)]
            : [(.pgd, .pgd), (.p4d, .p4d), (.pud, .pud), (.pmd, .pmd), (.pte, .pte)]
        var value = trace.pageOffset ?? 0
        for (printed, level) in levels {
            guard let index = trace.entries[printed]?.index, index < 512 else { return nil }
            value |= index << level.shift
        }
        return VirtualAddress(value).canonical(depth)
    }

    /// The verdict.
    package func verdict() -> TraceVerdict {
        var levels: [TraceVerdict.Level] = []
        var end: PageWalk.Outcome?
        var hasGap = false
        for level in TraceLevel.allCases {
            guard let printed = trace.entries[level] else { continue }
            if let number = unplaced[level] {
                levels.append(
                    TraceVerdict.Level(
                        level: level, printedIndex: printed.index,
                        rightIndex: address.linuxIndex(pagingLevel(level), depth: depth), entry: nil, meaning: nil,
                        unplaced: number, findings: indexFindings(level, printed)))
                // What follows from a number that is no entry is not known.
                hasGap = true
                continue
            }
            let paging = pagingLevel(level)
            let entry = printed.value.map { PageTableEntry($0) }
            var findings = indexFindings(level, printed) + foldFindings(level, printed)
            // An index follows from the address alone: a module may print all of them first.
            if let end, printed.value != nil,
                let finding = pastTheEnd(level, end, isFolded: level == .p4d && depth == .four)
            {
                findings.append(finding)
            }
            levels.append(
                TraceVerdict.Level(
                    level: level, printedIndex: printed.index, rightIndex: address.linuxIndex(paging, depth: depth),
                    entry: entry, meaning: entry.map { meaning($0, level) }, unplaced: nil, findings: findings))
            if end == nil, let entry, !(level == .pgd && depth == .four && trace.entries[.p4d]?.value != nil) {
                end = outcome(entry, at: level == .pgd && depth == .four ? .p4d : paging)
            }
        }
        return TraceVerdict(
            address: address, isAddressPrinted: isAddressPrinted, depth: depth, process: trace.process, levels: levels,
            endFindings: endFindings(end) + processFindings(), truth: end, claim: claim,
            remarks: remarks(end, hasGap: hasGap))
    }

    func pagingLevel(_ level: TraceLevel) -> PagingLevel {
        switch level {
        case .pgd: .pgd
        case .p4d: .p4d
        case .pud: .pud
        case .pmd: .pmd
        case .pte: .pte
        }
    }

    /// How a walk ends at this entry; nil where it goes on.
    private func outcome(_ entry: PageTableEntry, at level: PagingLevel) -> PageWalk.Outcome? {
        PageWalk.outcome(of: PageTableEntry(entry.raw & ~encryption), at: level, for: address)
    }

    /// The bit that says on AMD's processors that a page is encrypted, 0 where none is set: memory does not reach up to it, and
    /// Linux sets it in every entry (47 with SME, 51 with SEV: sme_me_mask, arch/x86/mm/mem_encrypt_identity.c).
    private var encryption: UInt64 {
        let values = trace.entries.values.compactMap(\.value).filter { $0 & 1 == 1 }
        let bits: [UInt64] = [1 << 47, 1 << 51]
        return bits.first { bit in values.count > 1 && values.allSatisfy { $0 & bit != 0 } } ?? 0
    }

    private func meaning(_ entry: PageTableEntry, _ level: TraceLevel) -> String {
        let paging = level == .pgd && depth == .four ? PagingLevel.p4d : pagingLevel(level)
        switch outcome(entry, at: paging) {
        case .page(let physical, let size)?: return "page of \(sizeName(size)), byte at \(hex(physical))"
        case .absent?: return "nothing there"
        case .protNone(_, let physical)?: return "PROT_NONE, page kept at \(hex(physical))"
        case .swapped(_, let type, let offset)?:
            switch SwapKind(type: type) {
            case .area: return "swapped out (swap area \(type), page \(offset))"
            case .special(let type): return "not present, \(SwapKind.special(type).meaning)"
            }
        case .nonCanonical?, .outsideMemory?: return ""
        case nil: return "table at \(hex(entry.tableAddress))"
        }
    }

    var claim: UInt64? {
        if case .translated(let claim) = trace.outcome { return claim.physicalAddress }
        return nil
    }

    private func remarks(_ end: PageWalk.Outcome?, hasGap: Bool) -> [String] {
        var remarks: [String] = []
        if !isAddressPrinted { remarks.append("The log does not name the address; \(hex(address.value)) was assumed.") }
        if let text = Explanation.nonCanonical(address, depth) { remarks.append(text) }
        if trace.process == nil, origin == .module {
            remarks.append("Print comm and pid of the task as well: the log does not say whose tables were walked.")
        }
        if end == nil, !hasGap {
            remarks.append("The log stops before the walk ends: a level or its value is missing.")
        }
        return remarks
    }
}
