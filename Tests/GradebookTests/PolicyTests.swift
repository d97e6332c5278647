import Gradebook
import Results
import Testing

struct PolicyTests {
    private static let day = 86400.0

    private func policy(_ more: String = "") throws -> Policy {
        try Policy.parse("deadline: 1970-01-02T01:00:00+01:00\ngrace: 10m\nper-day: 10%\n" + more, file: "policy.yml")
    }

    @Test func `reads every field`() throws {
        #expect(
            try policy("cap: 30\nextensions: {\"17\": 2d, b: 1970-01-05T00:00:00Z}\n")
                == Policy(
                    deadline: Self.day, grace: 600, perDay: .share(0.1), cap: .points(30),
                    extensions: ["17": .longer(2 * Self.day), "b": .until(4 * Self.day)]))
    }

    @Test(arguments: [(0, nil), (600, nil), (601, 1), (600 + day, 1), (601 + day, 2)])
    func `counts days begun after the grace`(seconds: Double, days: Int?) throws {
        #expect(try policy().penalty("x", submitted: Self.day + seconds, maxScore: 50)?.days == days)
    }

    @Test func `costs its share of the points to be had up to the cap`() throws {
        let three = try policy("cap: 25%").penalty("x", submitted: 3.5 * Self.day, maxScore: 80)
        #expect(three?.points == 20)
        let uncapped = try policy().penalty("x", submitted: 3.5 * Self.day, maxScore: 80)
        #expect(uncapped?.points == 24)
        let never = try policy().penalty("x", submitted: 99 * Self.day, maxScore: 80)
        #expect(never?.points == 80)
    }

    @Test func `an extension is for one student`() throws {
        let granted = try policy("extensions: {a: 1d}")
        #expect(granted.penalty("a", submitted: 1.9 * Self.day, maxScore: 10) == nil)
        #expect(granted.penalty("b", submitted: 1.9 * Self.day, maxScore: 10)?.days == 1)
        #expect(granted.penalty("a", submitted: 2.5 * Self.day, maxScore: 10)?.why.contains("extended") == true)
    }

    @Test(arguments: [
        ("per-day: 1", "deadline"), ("deadline: tomorrow\nper-day: 1", "no time"),
        ("deadline: 2026-01-01T00:00:00\nper-day: 1", "offset"),
        ("deadline: 2026-01-01T00:00:00Z\nper-day: -1", "no amount"),
        ("deadline: 2026-01-01T00:00:00Z\nper-day: 1\ncup: 2", "`cup`"),
        ("deadline: 2026-01-01T00:00:00Z\nper-day: 1\ngrace: 5", "no duration"), ("- [", "YAML"),
        ("deadline: 2026-01-01T00:00:00Z\nper-day: 1\ncounts: newest", "last, best or chosen"),
    ]) func `names what is wrong`(text: String, reason: String) {
        #expect { try Policy.parse(text, file: "policy.yml") } throws: { "\($0)".contains(reason) }
    }
}
