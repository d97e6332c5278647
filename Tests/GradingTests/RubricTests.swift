import Grading
import Testing

@Suite struct RubricTests {
    private static let good = """
        title: t
        checks:
          - id: a.b
            title: t
            points: 2
            expect: refused
            command: nonsense
            why: w
            hints: [one, two]
        """

    @Test func `a check is read with all its fields`() throws {
        let check = try #require(try Rubric.parse(Self.good, file: "lab.yml", lab: "0-proc").first)
        #expect(check.id == "a.b")
        #expect(check.points == 2)
        #expect(check.expectation == .refused)
        #expect(check.isCore)
    }

    @Test(arguments: [
        ("points: 2", "points: many", "points"), ("expect: refused", "expect: magic", "magic"),
        ("hints: [one, two]", "hints: [one]", "hints"), ("why: w", "wyh: w", "wyh"),
        ("title: t\n    points", "points", "title"), ("expect: refused", "more: [x]\n    expect: written", "more"),
    ])
    func `a flaw is told with file, line and field`(old: String, new: String, field: String) throws {
        let text = Self.good.replacing(old, with: new)
        let flaw = try #require(throws: Rubric.Flaw.self) { try Rubric.parse(text, file: "lab.yml", lab: "x") }
        #expect(flaw.file == "lab.yml")
        #expect(flaw.line != nil)
        #expect(flaw.reason.contains(field))
    }
}
