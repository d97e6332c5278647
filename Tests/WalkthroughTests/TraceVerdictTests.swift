import Explanation
import Foundation
import Mistakes
import MtestProtocol
import Paging
import Testbed
import Testing

@Suite struct TraceVerdictTests {
    static func verdicts(_ log: String) throws -> [TraceVerdict] {
        try WalkLog.read(log.split(separator: "\n").map(String.init)).walks.map { try TraceJudge($0).verdict() }
    }

    static func verdict(_ log: String) throws -> TraceVerdict { try #require(try verdicts(log).first) }

    /// The seed's correct walk with one text in place of another.
    static func spoilt(_ right: String, _ wrong: String) throws -> TraceVerdict {
        let parts = SeedLogs.fullWalk.components(separatedBy: right)
        try #require(parts.count > 1)
        return try verdict(parts.joined(separator: wrong))
    }

    @Test func `the seed's first walk is right at every level`() throws {
        let verdict = try Self.verdict(SeedLogs.fullWalk)
        #expect(verdict.firstFinding == nil)
        #expect(verdict.levels.map(\.rightIndex) == [254, 0, 69, 275, 154])
        #expect(verdict.truth == .page(physical: 0x1_39e3_7000, size: 4096))
    }

    @Test func `the seed's last walk is right down to the pte, and its address is none`() throws {
        let verdict = try Self.verdict(SeedLogs.bit63)
        #expect(verdict.levels.map(\.rightIndex) == [254, 0, 46, 419, 266])
        #expect(verdict.levels.allSatisfy { $0.isRight })
        #expect(verdict.firstFinding?.finding.mistake.id == "flags-left-in-address")
        #expect(verdict.truth == .page(physical: 0x1_0614_1000, size: 4096))
    }

    @Test func `the seed's unmapped walk is right as far as it goes, and does not say whose it is`() throws {
        let verdict = try Self.verdict(SeedLogs.unmapped)
        #expect(verdict.firstFinding == nil)
        #expect(verdict.levels.map(\.rightIndex) == [172, 0])
        #expect(verdict.truth == .absent(.p4d))
        #expect(verdict.remarks.contains { $0.contains("whose tables") })
    }

    @Test func `with the line that names sh, the walk belonged to the wrong process`() throws {
        let verdict = try Self.verdict(SeedLogs.unmapped + "\n" + SeedLogs.shell)
        #expect(verdict.firstFinding?.finding.mistake.id == "wrong-process-current")
    }

    @Test func `four logs in one file are four verdicts, whatever lies between`() throws {
        let noise = "[ 1.0] usb 1-1: new device\n[ 1.1] audit: type=1400\n"
        let all = [SeedLogs.fullWalk, SeedLogs.unmapped, SeedLogs.bit63, SeedLogs.fullWalk].joined(
            separator: "\n\(noise)")
        #expect(
            try Self.verdicts(all).map { $0.firstFinding?.finding.mistake.id } == [
                nil, nil, "flags-left-in-address", nil,
            ])
    }

    @Test(arguments: [
        ("pud_index = 69", "pud_index = 275", "pud", "level-index-wrong"),
        ("p4d_index = 0", "p4d_index = 254", "p4d", "folded-level-walked"),
        ("p4d_val = 0x8000000077627067", "p4d_val = 0x6dca6067", "p4d", "folded-level-walked"),
        ("pmd_val = 0x7779d067", "pmd_val = 0x777000e7", "pte", "huge-page-walked-as-table"),
        ("pmd_val = 0x7779d067", "pmd_val = 0x0", "pte", "empty-entry-followed"),
        ("pte_val = 0x139e37025", "pte_val = 0x7ffffffe1c8ed60", "result", "absent-entry-translated"),
        ("paddr = 0x139e37000", "paddr = 0x139e37025", "result", "flags-left-in-low-bits"),
        ("paddr = 0x139e37000", "paddr = 0xf6916269a000", "result", "direct-map-arithmetic"),
        ("paddr = 0x139e37000", "paddr = 0xffff888139e37000", "result", "direct-map-arithmetic"),
    ])
    func `the first wrong level is named, with the mistake`(right: String, wrong: String, place: String, id: String)
        throws
    {
        let verdict = try Self.spoilt(right, wrong)
        #expect(verdict.firstFinding?.place == place)
        #expect(verdict.firstFinding?.finding.mistake.id == id)
    }

    @Test(
        arguments: [
            ("0x139e37000", "page-offset-lost"), ("0x139e37468", "page-offset-added-twice"), ("0x139e37234", nil),
            ("0x139e37235", "flags-left-in-low-bits"), ("0x1", "physical-address-wrong"),
        ] as [(String, String?)])
    func `a mistake with the offset is named`(claim: String, id: String?) throws {
        let log = SeedLogs.fullWalk.components(separatedBy: "0x7f116269a000").joined(separator: "0x7f116269a234")
            .components(separatedBy: "page_offset = 0x0").joined(separator: "page_offset = 0x234")
            .components(separatedBy: "paddr = 0x139e37000").joined(separator: "paddr = \(claim)")
        #expect(try Self.verdict(log).firstFinding?.finding.mistake.id == id)
    }

    @Test func `indexes that are printed before the walk begins are no steps of it`() throws {
        let verdict = try Self.verdict(
            """
            [mtest.findpage] vaddr = 0x7f1151600000
            [mtest.findpage] pgd_index = 254, pud_index = 69, pmd_index = 139, pte_index = 0
            [mtest.findpage] pgd_val = 0x800000000421b067
            [mtest.findpage] pud_val = 0x4218067
            [mtest.findpage] pmd_val = 0x0
            [mtest.findpage] translation not found
            """)
        #expect(verdict.firstFinding == nil)
        #expect(verdict.truth == .absent(.pmd))
    }

    @Test(arguments: [47, 51])
    func `the bit by which AMD's processors encrypt a page is no part of its frame's number`(bit: Int) throws {
        func entry(_ value: UInt64) -> String { "0x" + String(value | 1 << bit, radix: 16) }
        let verdict = try Self.verdict(
            """
            [mtest.findpage] vaddr = 0x7f1151600000
            [mtest.findpage] pgd_val = \(entry(0x421b067))
            [mtest.findpage] pgd_index = 254
            [mtest.findpage] pud_val = \(entry(0x4218067))
            [mtest.findpage] pmd_val = \(entry(0x4219067))
            [mtest.findpage] pte_val = \(entry(0x1234067))
            [mtest.findpage] page_addr = 0x1234000, page_offset = 0x0
            [mtest.findpage] vaddr = 0x7f1151600000 -> paddr = 0x1234000
            """)
        #expect(verdict.firstFinding == nil)
        #expect(verdict.truth == .page(physical: 0x123_4000, size: 4096))
    }

    @Test func `a log cut off in the middle is judged as far as it goes`() throws {
        let lines = SeedLogs.fullWalk.split(separator: "\n").prefix(9)
        let verdict = try Self.verdict(lines.joined(separator: "\n"))
        #expect(verdict.firstFinding == nil)
        #expect(verdict.remarks.contains { $0.contains("stops before") })
    }

    @Test func `an address that the log does not name is put together from the indexes`() throws {
        let lines = SeedLogs.fullWalk.split(separator: "\n").filter {
            !$0.contains("vaddr") && !$0.contains("Got command")
        }
        let verdict = try Self.verdict(lines.joined(separator: "\n"))
        #expect(verdict.address.value == 0x7f11_6269_a000)
        #expect(!verdict.isAddressPrinted)
    }

    @Test func `another dialect's names for the levels are understood`() throws {
        let log = """
            findpage: va 0x7f116269a000
            pgd: 8000000077627067
            pud: 6dca6067
            pmd: 7779d067
            pte: 139e37025
            physical address: 0x139e37000
            """
        let verdict = try Self.verdict(log)
        #expect(verdict.firstFinding == nil)
        #expect(verdict.truth == .page(physical: 0x1_39e3_7000, size: 4096))
    }
}
