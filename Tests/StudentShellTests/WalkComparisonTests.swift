import KernelMemory
import MtestProtocol
import Paging
import Pictures
import Testing

@testable import StudentShell

/// The truth beside a module's answer, without a machine.
@Suite struct WalkComparisonTests {
    /// A page at 0x5000 that may not be executed, below tables at 0x1000 to 0x4000.
    struct Tables: PhysicalMemory {
        static let address: UInt64 = 0x7f00_1234_5678
        static let entries: [UInt64] = [0x2067, 0x3067, 0x4067, 0x8000_0000_0000_5067]

        func word(at address: UInt64) -> UInt64? {
            let virtual = VirtualAddress(Self.address)
            for (number, level) in [PagingLevel.p4d, .pud, .pmd, .pte].enumerated()
            where address == UInt64(number + 1) << 12 + UInt64(virtual.index(level)) * 8 {
                return Self.entries[number]
            }
            return 0
        }
    }

    private static func comparison(_ lines: [String]) -> WalkComparison {
        let walk = PageWalk(
            VirtualAddress(Tables.address), in: AddressSpace(root: 0x1000, depth: .four), memory: Tables())
        return WalkComparison(walk: walk, answer: FindPageAnswer.read(lines, for: Tables.address))
    }

    private static func answer(pmd: String = "0x4067", result: String) -> [String] {
        [
            "[mtest] Got command: findpage 0x7f0012345678", "[mtest.findpage] vaddr = 0x7f0012345678",
            "[mtest.findpage] pgd_val = 0x2067", "[mtest.findpage] pgd_index = 254",
            "[mtest.findpage] pud_val = 0x3067",
            "[mtest.findpage] pud_index = 0", "[mtest.findpage] pmd_val = \(pmd)", "[mtest.findpage] pmd_index = 145",
            "[mtest.findpage] pte_val = 0x8000000000005067", "[mtest.findpage] pte_index = 325",
            "[mtest.findpage] \(result)",
        ]
    }

    private static let right = "vaddr = 0x7f0012345678 -> paddr = 0x5678"

    @Test func `a right answer has no difference`() {
        let comparison = Self.comparison(Self.answer(result: Self.right))
        #expect(comparison.rows.filter(\.differs).isEmpty)
        #expect(comparison.rows.map(\.label) == ["pgd", "pud", "pmd", "pte", "paddr"])
    }

    @Test func `the accessed and the dirty bit may have changed meanwhile`() {
        let comparison = Self.comparison(Self.answer(pmd: "0x4007", result: Self.right))
        #expect(comparison.rows.filter(\.differs).isEmpty)
    }

    @Test(arguments: [80, 60])
    func `the first difference is marked, and fits the terminal`(width: Int) {
        let lines = Self.comparison(
            Self.answer(pmd: "0x9067", result: "vaddr = 0x7f0012345678 -> paddr = 0x8000000000005678")
        ).lines(on: Canvas(width: width, isColoured: false, hasLines: false))
        #expect(lines.allSatisfy { $0.count <= width })
        let marked = lines.indices.filter { lines[$0].contains("first difference") }
        #expect(marked.count == 1)
        let above = lines[max((marked.first ?? 0) - 2, 0)...(marked.first ?? 0)].joined()
        #expect(above.contains("pmd"))
        #expect(lines.contains { $0.contains("0x8000000000005678") })
    }

    @Test func `an answer without a translation differs where there is one`() {
        let rows = Self.comparison(["[mtest.findpage] translation not found"]).rows
        #expect(rows.filter(\.differs).map(\.label) == ["paddr"])
        #expect(rows.last?.given == "no translation")
    }

    @Test func `a list is shown around its first difference`() {
        let areas = (1...20).map { MemoryArea(start: UInt64($0) << 16, end: UInt64($0) << 16 + 0x1000, flags: 3) }
        var lines = areas.map { "[mtest.listvma] 0x\(String($0.start, radix: 16)) 0x\(String($0.end, radix: 16)) rw-" }
        lines[9] = "[mtest.listvma] 0xa0000 0xa2000 rw-"
        let listed = ListVMAAnswer.read(["[mtest.listvma] Process = test, PID = 7"] + lines).vmas(ofPID: 7)
        let comparison = ListComparison(truth: areas, listed: listed)
        #expect(comparison.firstDifference == 9)
        let shown = comparison.lines(on: Canvas(width: 80, isColoured: false, hasLines: false))
        #expect(shown.contains { $0.hasPrefix("10 ") && $0.contains("0xa1000") && $0.contains("0xa2000") })
        #expect(shown.count < 12)
        #expect(ListComparison(truth: areas, listed: []).firstDifference == 0)
    }
}
