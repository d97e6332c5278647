import Foundation
import Grading
import MtestChecks
import Testbed
import Testing

@testable import GraderCommands

/// Whose situation `grader shell --check` shows.
@Suite struct ShellCommandTests {
    private static func rubric(_ field: String = "") throws -> Rubric {
        let text = """
            checks:
              - id: a.walk
                title: walks
                points: 1
                why: it matters
                hints: [look, look again]
                expect: translation
                command: "findpage {page}"\(field)
              - id: a.builds
                title: builds
                points: 1
                why: it matters
                hints: [look, look again]
                expect: builds
            """
        let vocabulary = try Course.vocabulary(of: "\(projectRoot)/labs")
        return Rubric(checks: try Rubric.parse(text, file: "lab.yml", lab: "2-findpage", vocabulary))
    }

    /// What is said instead of a situation.
    private static func refusal(_ id: String, _ rubric: Rubric, releaseHidden: Bool = false) -> Failure? {
        do {
            _ = try ShellCommand.chosen(id, of: rubric, releaseHidden: releaseHidden)
            return nil
        } catch { return error as? Failure }
    }

    @Test func `a check's situation is shown`() throws {
        #expect(try ShellCommand.chosen("a.walk", of: Self.rubric(), releaseHidden: false).id == "a.walk")
    }

    @Test func `a hidden check's situation is the instructor's to show`() throws {
        let rubric = try Self.rubric("\n    hidden: true")
        let refusal = try #require(Self.refusal("a.walk", rubric))
        #expect(refusal.status == 2)
        #expect(refusal.description.contains("withheld"))
        #expect(!refusal.description.contains("findpage {page}"))
        #expect(Self.refusal("a.walk", rubric, releaseHidden: true) == nil)
    }

    @Test func `an id that no check has, and a check without a machine, are told with what to do`() throws {
        let rubric = try Self.rubric()
        #expect(try #require(Self.refusal("a.wlak", rubric)).description.contains("grader explain"))
        #expect(try #require(Self.refusal("a.builds", rubric)).description.contains("grader check --check a.builds"))
    }
}
