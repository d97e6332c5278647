import Grading
import Testing

@testable import MtestChecks

/// Offsets in commands that the seed draws: `{place+0x10~0x800}`.
@Suite struct DrawnOffsetTests {
    @Test func `an offset is a multiple of eight below its limit, and differs from seed to seed and check to check`() {
        let offsets = (1...200).map { FilledCommand.drawn(below: 0xf00, of: "a", Seed(UInt64($0))) }
        #expect(offsets.allSatisfy { $0 < 0xf00 && $0.isMultiple(of: 8) })
        #expect(Set(offsets).count > 100)
        #expect(
            (1...9).contains {
                FilledCommand.drawn(below: 0xf00, of: "a", Seed($0))
                    != FilledCommand.drawn(below: 0xf00, of: "b", Seed($0))
            })
        #expect(FilledCommand.drawn(below: 0, of: "a", Seed(1)) == 0)
    }

    @Test func `the range stands behind the offset`() throws {
        let template = try CommandTemplate("findpage {page+0x10~0x800} {place.end-8~16}")
        #expect(
            template.parts == [
                .text("findpage "), .address(.place("page", isEnd: false, offset: 0x10, spread: 0x800), .plain),
                .text(" "), .address(.place("place", isEnd: true, offset: 0 &- 8, spread: 16), .plain),
            ])
    }

    @Test(arguments: ["{page+0x10~}", "{page~0}", "{page+0x10~x}", "{~8}", "{0x1000~8}"])
    func `a range that is no number, or of no place, is refused`(text: String) {
        #expect(throws: CommandTemplate.Flaw.self) { try CommandTemplate(text) }
    }
}
