import Explanation
import Mistakes
import MtestProtocol
import Paging
import Testing

/// A wrong answer has one name, whether it is graded on a machine or judged from the lines that a module printed.
@Suite struct OneNameTests {
    /// Words at addresses, nothing elsewhere.
    private struct Words: PhysicalMemory {
        var words: [UInt64: UInt64]
        func word(at address: UInt64) -> UInt64? { words[address, default: 0] }
    }

    /// A walk: its tables, the address, and what a module prints of them.
    struct Walk: Sendable {
        let address: VirtualAddress
        var depth = PagingDepth.four
        /// Entries from the root down, as Linux names the levels; a module that goes too far prints more.
        let entries: [(TraceLevel, UInt64)]

        /// What `grader check` names: the walk from outside, with all memory at hand.
        func graded(_ claim: UInt64) -> Mistake? {
            var words: [UInt64: UInt64] = [:]
            var table: UInt64 = 0x1000
            let levels = depth.levels
            for (number, (_, raw)) in entries.enumerated() where number < levels.count {
                words[table + UInt64(address.index(levels[number])) * 8] = raw
                table = PageTableEntry(raw).tableAddress
            }
            let memory = Words(words: words)
            let walk = PageWalk(address, in: AddressSpace(root: 0x1000, depth: depth), memory: memory)
            guard address.isUser(depth), let truth = walk.physical else {
                return WrongAddress.name(invented: claim, walk, memory)
            }
            return WrongAddress.name(claim: claim, walk: walk, truth: truth, memory: memory)
        }

        /// What `walkthrough explain --trace` names at the result.
        func judged(_ claim: UInt64) throws -> Mistake? {
            var lines = ["[mtest.findpage] vaddr = 0x\(String(address.value, radix: 16))"]
            lines.append("[mtest.findpage] pgtable_l5_enabled = \(depth == .five ? 1 : 0)")
            for (level, raw) in entries {
                lines.append("[mtest.findpage] \(level.rawValue)_val = 0x\(String(raw, radix: 16))")
            }
            lines.append(
                "[mtest.findpage] vaddr = 0x\(String(address.value, radix: 16)) -> paddr = 0x\(String(claim, radix: 16))"
            )
            let trace = try #require(LevelTrace.read(lines).first)
            return try TraceJudge(PrintedWalk(trace, origin: .module)).verdict().endFindings.first?.mistake
        }
    }

    /// 4 KiB, with NX and a protection key: at 0x1_39e3_7234.
    private static let small = Walk(
        address: VirtualAddress(0x7f11_6269_a234),
        entries: [(.pgd, 0x7762_7067), (.pud, 0x6dca_6067), (.pmd, 0x7779_d067), (.pte, 0x8800_0001_39e3_7025)])
    /// 2 MiB at 0x1_4000_0000, and the program's own bytes, printed as if they were a pte.
    private static let huge = Walk(
        address: VirtualAddress(0x7f11_6269_a234),
        entries: [(.pgd, 0x7762_7067), (.pud, 0x6dca_6067), (.pmd, 0x1_4000_00e7), (.pte, 0x1122_3344_5566_7788)])
    /// 1 GiB at 0x4000_0000.
    private static let giant = Walk(
        address: VirtualAddress(0x7f11_6269_a234), entries: [(.pgd, 0x7762_7067), (.pud, 0x4000_00e7)])
    private static let swapped = Walk(
        address: VirtualAddress(0x7f11_6269_a234),
        entries: [(.pgd, 0x7762_7067), (.pud, 0x6dca_6067), (.pmd, 0x7779_d067), (.pte, 0x07ff_ffff_e1c8_e000)])
    private static let beyond = Walk(
        address: VirtualAddress(0x1234_5678_9abc_d000), entries: [(.pgd, 0x7762_7067), (.pud, 0x4000_00e7)])
    private static let kernel = Walk(
        address: VirtualAddress(0xffff_8880_0010_0000), entries: [(.pgd, 0x7762_7067), (.pud, 0x4000_00e7)])

    @Test(
        arguments: [
            (small, 0x1_39e3_7234, nil),
            (small, 0x8800_0001_39e3_7234, "flags-left-in-address"),
            (small, 0x8000_0001_39e3_7234, "flags-left-in-address"),
            (small, 0x0800_0001_39e3_7000, "flags-left-in-address"),
            (small, 0x8800_0001_39e3_7235, "flags-left-in-address"),
            (small, 0x0800_0001_39e3_7259, "flags-left-in-address"),
            (small, 0x1_39e3_7000, "page-offset-lost"),
            (small, 0x1_39e3_7468, "page-offset-added-twice"),
            (small, 0x1_39e3_81a0, "page-offset-scaled"),
            (small, 0x7f11_6269_a234 &- 0xffff_8880_0000_0000, "direct-map-arithmetic"),
            (small, 0xffff_8881_39e3_7234, "direct-map-arithmetic"),
            (small, 0x7f11_e269_a234, "direct-map-arithmetic"),
            (small, 0x39e3_7234, "address-truncated"),
            (small, 0x1234_5678, nil),
            (small, 0x52_6617_4516, "decimal-printed"),
            (huge, 0x1_4009_a234, nil),
            (huge, 0x1_4000_0234, "huge-page-offset-truncated"),
            (huge, 0x0002_3344_5566_7234, "huge-page-walked-as-table"),
            (huge, 0x1_4009_a000, "page-offset-lost"),
            (giant, 0x4000_0234, "huge-page-offset-truncated"),
            (giant, 0x4009_a234, "huge-page-offset-truncated"),
            (giant, 0x6269_a234, nil),
            (swapped, 0x000f_ffff_e1c8_e234, "absent-entry-translated"),
            (swapped, 0x1e37_1234, "absent-entry-translated"),
            (beyond, 0x4000_0000, "non-canonical-address-translated"),
            (kernel, 0x4010_0000, "kernel-address-translated"),
        ] as [(Walk, UInt64, String?)])
    func `grader check and explain --trace name one claim alike`(walk: Walk, claim: UInt64, id: String?) throws {
        #expect(walk.graded(claim)?.id == id)
        // What the grader has no name for is told from the entries as not following from them.
        let judged = try walk.judged(claim)
        #expect((judged == .physicalAddressWrong ? nil : judged)?.id == id)
    }
}
