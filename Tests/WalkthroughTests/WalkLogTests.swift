import Explanation
import Foundation
import Mistakes
import MtestProtocol
import Paging
import Testbed
import Testing

/// Walks as others print them: debuggers, the kernel's reports, other machines. What is not understood is not judged.
@Suite struct WalkLogTests {
    private static let address: UInt64 = 0x7f3a_1c2d_5678
    private static let walk = "PGD 138b8d067 P4D 138b8d067 PUD 13a4c2067 PMD 138ae7067 PTE 800000013fb6d867"

    private static func log(_ name: String) throws -> WalkLog {
        let data = try Data(contentsOf: URL(filePath: "\(projectRoot)/Tests/Cases/logs/\(name).log"))
        return WalkLog.read(LogText.lines(of: Array(data)))
    }

    private static func read(_ text: String) -> WalkLog { WalkLog.read(LogText.lines(of: Array(text.utf8))) }

    private static func verdict(_ log: WalkLog, fallback: UInt64? = nil) throws -> TraceVerdict {
        let walk = try #require(log.walks.first)
        return try TraceJudge(walk, fallback: fallback.map { VirtualAddress($0) }).verdict()
    }

    @Test(
        arguments: [
            ("b1-word-begins-walk", 2, nil), ("b7-crash-vtop", 4, 0x1_3fb6_d678), ("b12-intel-names", 4, 0x1_3fb6_d678),
            ("b13-gdb-pagewalk", 4, 0x1_3fb6_d678), ("b14-gdb-pt-dump", 2, nil),
        ] as [(String, Int, UInt64?)])
    func `a dump is one walk of its address, right as far as it goes`(name: String, levels: Int, claim: UInt64?) throws
    {
        let log = try Self.log(name)
        #expect(log.walks.count == 1)
        for fallback in [nil, Self.address] {
            let verdict = try Self.verdict(log, fallback: fallback)
            #expect(verdict.address.value == Self.address)
            #expect(verdict.levels.count { $0.entry != nil } == levels)
            #expect(verdict.firstFinding == nil)
            #expect(verdict.claim == claim)
        }
    }

    @Test func `an oops says nothing about a translation, so that a page in its walk is no mistake`() throws {
        let verdict = try Self.verdict(try Self.log("b2-oops-present-page"))
        #expect(verdict.firstFinding == nil)
        #expect(verdict.truth == .page(physical: 0x2_03f1_2f90, size: 4096))
    }

    @Test func `the process of an oops is the one behind Comm, and whose shell it is is no mistake`() throws {
        let verdict = try Self.verdict(try Self.log("b3-oops-process"))
        #expect(verdict.process == ProcessMention(of: "bash", pid: 650))
        #expect(verdict.firstFinding == nil)
    }

    @Test(arguments: [("b5-arm64-block", ForeignTables.arm64), ("b11-arm32", .arm32)])
    func `tables of another machine are told and not judged`(name: String, machine: ForeignTables) throws {
        let log = try Self.log(name)
        #expect(log.walks.isEmpty)
        #expect(log.foreign == machine)
    }

    @Test(arguments: [
        ("*pdpt = 00000000370cb001 *pde = 0000000000000000", ForeignTables.i386),
        ("[00000048] *pgd=6b0d6831, *pte=00000000, *ppte=00000000", .arm32),
        ("epc : ffffffff80003a5c ra : ffffffff80003a44 sp : ffffffd000cabd60", .riscv),
        ("NIP:  c0000000000a1b20 LR: c0000000000a1b08 CTR: 0000000000000000", .power),
        ("[ 12.5] [ffff800010d4a000] pgd=00000000bdfff003, pud=00000000bdffe003, pmd=0000000000000000", .arm64),
    ])
    func `a report of another machine is known by its own words`(line: String, machine: ForeignTables) {
        #expect(Self.read("Unable to handle kernel paging request\n\(line)\n").foreign == machine)
    }

    @Test(arguments: [
        // arm64, riscv (sv39) and loongarch, as a module prints them.
        """
        va = 0x7f9c3d2a18
        pgd_val = 0x0800000041c8a003, pgd_index = 510
        pmd_val = 0x0800000041c9b003, pmd_index = 225
        pte_val = 0x00e8000052f3af53, pte_index = 466
        pa = 0x52f3aa18
        """,
        """
        vaddr = 0x3fb81c2678
        pgd_val = 0x000000002104bc01, pgd_index = 254
        pmd_val = 0x000000002104d801, pmd_index = 448
        pte_val = 0x000000001157c0d7, pte_index = 450
        paddr = 0x45f03678
        """,
        """
        addr = 0x7fffe4c18a30
        pgd[2047] = 0x900000010a2c4000
        pmd[2034] = 0x900000010a2c8000
        pte[774] = 0x600000010bb303df
        phys = 0x10bb30a30
        """,
    ])
    func `a walk whose entries are another machine's is not judged, whoever printed it`(text: String) throws {
        for walk in Self.read(text).walks {
            let verdict = try TraceJudge(walk, fallback: VirtualAddress(0x1000)).verdict()
            #expect(verdict.firstFinding == nil && !verdict.leadsToClaim)
            #expect(verdict.levels.allSatisfy { $0.entry == nil && $0.printedIndex == nil })
        }
    }

    @Test func `frames and flags without the whole entry lead nowhere`() throws {
        let text = """
            pgd: idx 254 pfn 0x10a9c1 flags 0x067
            pte: idx 143 pfn 0x12c7d4 flags 0x8000000000000867
            va 0x7f6d03a8f500 -> pa 0x999999500
            """
        for walk in Self.read(text).walks {
            #expect(try !TraceJudge(walk, fallback: VirtualAddress(0x7f6d_03a8_f500)).verdict().leadsToClaim)
        }
    }

    @Test func `the colours of a terminal are no part of what was printed`() throws {
        let plain = "pgd_val = 0x138b8d067, pgd_index = 254\nvaddr = 0x7f3a1c2d5678"
        let coloured =
            "\u{1b}[32m[ 12.5] \u{1b}[0m\u{1b}[33mpgd_val\u{1b}[0m = 0x138b8d067, pgd_index = "
            + "\u{1b}[1;31m254\u{1b}[0m"
        #expect(LogText.lines(of: Array(coloured.utf8)) == ["[ 12.5] pgd_val = 0x138b8d067, pgd_index = 254"])
        #expect(LogText.lines(of: Array("\u{1b}[\u{1b}[3".utf8)).count == 1)
        #expect(LogText.lines(of: Array(plain.utf8)).count == 2)
    }

    @Test func `the frame on which a page table error is reported is no address of a page`() throws {
        let verdict = try Self.verdict(try Self.log("b10-bad-page-map"))
        #expect(verdict.address.value == 0x7fb1_5f4f_4000)
        #expect(verdict.process?.name == "mtest-user")
        #expect(verdict.firstFinding == nil)
    }

    @Test(arguments: [
        "BUG: unable to handle page fault for address: 00007f3a1c2d5678",
        "BUG: unable to handle kernel paging request at 00007f3a1c2d5678\nIP: [<ffffffffc0001234>] f+0x1/0x2 [mtest]",
        "BUG: unable to handle kernel paging request at 7f3a1c2d5678\n#PF: supervisor read access in kernel mode",
    ])
    func `reports of Linux 4 to 7 name their address in several ways`(head: String) throws {
        let verdict = try Self.verdict(Self.read("\(head)\n\(Self.walk)\nOops: 0000 [#1] SMP"))
        #expect(verdict.address.value == Self.address)
        #expect(verdict.levels.count { $0.entry != nil } == 5)
        #expect(verdict.firstFinding == nil)
    }

    @Test func `levels that are counted from the page up are read`() throws {
        let text = """
            Pagetable walk from 00007f3a1c2d5678:
             L4[0x0fe] = 0000000138b8d067 0000000000012345
             L3[0x0e8] = 000000013a4c2067 0000000000012346
             L2[0x0e1] = 0000000138ae7067 0000000000012347
             L1[0x0d5] = 800000013fb6d867 0000000000012348
            """
        let verdict = try Self.verdict(Self.read(text))
        #expect(verdict.levels.map(\.level) == [.pgd, .pud, .pmd, .pte])
        #expect(verdict.firstFinding == nil)
    }

    @Test func `a wrong index in a dump is wrong all the same`() throws {
        let text = "page table chain (VA=0x7f3a1c2d5678)\nPML4[0xff] = 0x138b8d067\n"
        let verdict = try Self.verdict(Self.read(text))
        #expect(verdict.firstFinding?.finding.mistake.id == "level-index-wrong")
    }

    @Test func `a log in UTF-16 is read as one in UTF-8`() throws {
        let text = "vaddr = 0x7f3a1c2d5678\r\npgd_val = 0x138b8d067\r\n"
        for isMarked in [true, false] {
            var bytes: [UInt8] = isMarked ? [0xff, 0xfe] : []
            for unit in text.utf16 { bytes += [UInt8(unit & 0xff), UInt8(unit >> 8)] }
            let verdict = try Self.verdict(WalkLog.read(LogText.lines(of: bytes)))
            #expect(verdict.levels.first?.entry?.raw == 0x1_38b8_d067)
        }
    }

    @Test(arguments: [
        ("pgd_val = 0xffff88813a6c07f0", UnplacedNumber.Kind.kernelPointer), ("pgd_val = 0x138b8d000", .other),
        ("pgd_val = 0x10006057fffff403", .other),
    ])
    func `a number that no table of an x86-64 holds is shown and not judged`(line: String, kind: UnplacedNumber.Kind)
        throws
    {
        let text = "vaddr = 0x7f3a1c2d5678\n\(line)\npud_val = 0x13a4c2067\n"
        let verdict = try Self.verdict(Self.read(text))
        #expect(verdict.levels.first?.unplaced?.kind == kind)
        #expect(verdict.levels.first?.entry == nil)
        #expect(verdict.firstFinding == nil)
    }

    @Test func `an index that stands where an entry belongs is an index`() throws {
        let verdict = try Self.verdict(Self.read("vaddr = 0x7f3a1c2d5678\npgd_val = 0xfe\npud_val = 0xe8\n"))
        #expect(verdict.levels.map(\.printedIndex) == [254, 232])
        #expect(verdict.firstFinding == nil)
    }

    @Test func `noise and a line without an end hold no entry`() {
        let noise = String(repeating: "[ 1.0] PGD PGD[ L4[ Layer-9[ PTE: => vtop addr: PID: Comm:\n", count: 500)
        let text = noise + String(repeating: "PGD ", count: 20_000)
        let walks = WalkLog.read(LogText.lines(of: Array(text.utf8))).walks
        let hasEntry = walks.contains { walk in walk.trace.entries.values.contains { $0.value != nil } }
        #expect(!hasEntry)
    }
}
