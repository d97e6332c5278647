import Foundation
import Results
import Testing

/// The documented JSON of a result.
@Suite struct ResultFileTests {
    private func object(_ check: CheckResult) throws -> [String: Any] {
        let data = try JSONEncoder().encode(check)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func `a check is one flat object with every field, absent ones as null`() throws {
        let passed = CheckResult(CheckHeading(id: "a", title: "does a", lab: "l", points: 2), status: .pass)
        #expect(
            Set(try object(passed).keys) == [
                "id", "title", "lab", "status", "score", "max_score", "message", "symptom", "diagnosis", "mistake",
                "asked", "expected", "actual", "why", "hints", "core", "hidden", "lesson", "advice", "todos",
                "style_notes", "place", "waits_for",
            ])
        #expect(try object(passed)["lesson"] is NSNull)
    }

    @Test func `a check that is written is read back as it was`() throws {
        let check = StoryTests.failed
        #expect(try JSONDecoder().decode(CheckResult.self, from: JSONEncoder().encode(check)) == check)
    }

    @Test func `a result of an earlier version, without the fields that came later, is read`() throws {
        let early = try SampleClass.result("warns")
        #expect(early.checks.allSatisfy { $0.asked == nil && $0.styleNotes.isEmpty && $0.mistake == nil })
        #expect(early.checks.first?.status == .fail)
    }
}
