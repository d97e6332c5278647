import Grading
import KernelMemory
import TargetProtocol
import Testing

@testable import MtestChecks

/// What /proc shows beside what physical memory has: where they differ, and only there, something is found.
@Suite struct ReferenceTests {
    private static let target = TargetProcess(pid: 82, name: "test", canaries: Canaries(seed: 1), places: [:])
    private static let areas = [
        MemoryArea(start: 0x40_0000, end: 0x40_2000, flags: 5), MemoryArea(start: 0x50_0000, end: 0x50_1000, flags: 3),
        MemoryArea(start: 0x60_0000, end: 0x60_2000, flags: 1),
    ]
    private static let shown = [
        VMA(start: 0x40_0000, end: 0x40_2000, permissions: "r-x"),
        VMA(start: 0x50_0000, end: 0x50_1000, permissions: "rw-"),
        VMA(start: 0x60_0000, end: 0x60_2000, permissions: "r--"),
    ]

    private static func finding(
        _ shown: [VMA], _ flaw: String? = nil, outside changing: Range<UInt64>? = nil
    ) -> Verdict.Finding? {
        MapsReference.difference(shown, ProcessAreas(areas: areas, flaw: flaw), target, changing)?.finding
    }

    @Test func `maps that show what is in memory are no finding`() { #expect(Self.finding(Self.shown) == nil) }

    @Test(arguments: [0, 1, 2]) func `a VMA that maps leave out, or show with other rights, is found`(index: Int) {
        var fewer = Self.shown
        let left = fewer.remove(at: index)
        #expect(Self.finding(fewer)?.mistake == .referenceForged)
        #expect(Self.finding(fewer)?.expected == "\(left)")
        var other = Self.shown
        other[index] = VMA(start: left.start, end: left.end, permissions: "rwx")
        #expect(Self.finding(other)?.actual == "\(other[index])")
    }

    @Test func `a VMA that maps invent is found`() {
        let more = Self.shown + [VMA(start: 0x70_0000, end: 0x70_1000, permissions: "r--")]
        #expect(Self.finding(more)?.expected == "nothing more")
    }

    @Test func `in a stretch that changes meanwhile nothing is compared, and elsewhere it is`() {
        var fewer = Self.shown
        fewer.remove(at: 1)
        #expect(Self.finding(fewer, outside: 0x50_0000..<0x51_0000) == nil)
        fewer.remove(at: 1)
        #expect(Self.finding(fewer, outside: 0x50_0000..<0x51_0000) != nil)
    }

    @Test func `structures that do not hold together are found, but not of a process that changes them all the time`() {
        #expect(Self.finding(Self.shown, "its VMAs are not in order")?.message.contains("not in order") == true)
        #expect(Self.finding(Self.shown, "its VMAs are not in order", outside: 0x50_0000..<0x51_0000) == nil)
    }

    @Test(arguments: [(0, false), (8, false), (-8, false), (9, true), (-40, true)])
    func `counts may differ by what comes and goes, and by no more`(by difference: Int, isFound: Bool) {
        let table = "version\nnames\nmm_struct 60 64\ntask_struct 70 80\n"
        let census = MemoryCensus(slabinfo: table, meminfo: "")
        let outside = ["mm_struct": 60 + difference, "task_struct": 70, "pid": 1000]
        // A cache that the table does not name is merged with another one.
        #expect((CensusReference.difference(census, between: outside, and: outside) != nil) == isFound)
    }

    @Test func `a count between that before and that after is no finding`() {
        let census = MemoryCensus(slabinfo: "version\nnames\nmm_struct 60 64\n", meminfo: "")
        func finding(_ before: Int, _ after: Int) -> Verdict? {
            CensusReference.difference(census, between: ["mm_struct": before], and: ["mm_struct": after])
        }
        #expect(finding(110, 40) == nil)
        #expect(finding(40, 110) == nil)
        #expect(finding(110, 90)?.finding?.expected == "90 to 110")
    }
}
