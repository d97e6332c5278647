import Foundation
import Grading
import Installation
import MtestChecks
import Results
import Testbed
import Testing

/// Everything that is wrong with the rubrics of some labs, told at once.
@Suite struct RubricSurveyTests {
    private static func check(_ id: String, _ more: String = "") -> String {
        """
          - id: \(id)
            title: a title
            points: 1
            expect: builds
            why: because
            hints: [a, b]
        \(more)

        """
    }

    private static func survey(_ texts: [String: String], hidden: [String: String] = [:]) throws -> RubricSurvey {
        let scratch = try Scratch()
        for (lab, text) in texts { try scratch.write("title: t\nchecks:\n" + text, to: "labs/\(lab)/lab.yml") }
        for (lab, text) in hidden { try scratch.write("title: t\nchecks:\n" + text, to: "hidden/\(lab)/lab.yml") }
        let labs = LabFolders(
            labs: scratch.path("labs"), hidden: hidden.isEmpty ? nil : scratch.path("hidden"),
            shared: "\(projectRoot)/labs")
        return RubricSurvey(labs: labs, try vocabulary.get())
    }

    private static let vocabulary = Result { try Course.vocabulary(of: "\(projectRoot)/labs") }

    private static func told(_ survey: RubricSurvey) -> [String] {
        survey.flaws.map { "\($0.line ?? 0) \($0.reason)" }
    }

    @Test func `the labs that ship have no flaw, and are read as by every command`() throws {
        let labs = LabFolders("\(projectRoot)/labs")
        let survey = RubricSurvey(labs: labs, try Self.vocabulary.get())
        #expect(survey.flaws == [] && survey.flawed == [])
        #expect(survey.checks.map(\.id).count > 100)
    }

    @Test func `one flaw hides no other, in one check or in several`() throws {
        let text =
            Self.check("a.one").replacingOccurrences(of: "points: 1", with: "points: none")
            .replacingOccurrences(of: "hints: [a, b]", with: "hints: [a]")
            .replacingOccurrences(of: "    why: because\n", with: "")
            + Self.check("a.two", "    colour: red") + Self.check("a.three", "    needs: [a.four, a.five]")
        let survey = try Self.survey(["1-a": text])
        let told = Self.told(survey)
        #expect(told.count == 6, "\(told)")
        // Each at its own line, also behind a field that is missing.
        #expect(told.contains { $0.hasPrefix("5 `points`") } && told.contains { $0.hasPrefix("7 `hints`") })
        #expect(told.contains { $0.hasPrefix("3 `why` is missing") })
        #expect(told.contains { $0.hasPrefix("15 `colour` is no field") })
        #expect(told.contains { $0.hasSuffix("names no check: a.four") })
        #expect(told.contains { $0.hasSuffix("names no check: a.five") })
        #expect(survey.checks.map(\.id) == ["a.one", "a.two", "a.three"])
        #expect(survey.flawed == ["a.one", "a.two"])
    }

    @Test func `whoever names a check that cannot be read is not told so`() throws {
        let text =
            "  - {id: a.one, title: t, points: x, expect: builds, why: w, hints: [a, b]}\n"
            + Self.check("a.two", "    needs: [a.one]")
        let survey = try Self.survey(["1-a": text])
        #expect(Self.told(survey).map { $0.prefix(10) } == ["3 `points`"])
        #expect(survey.checks.map(\.id) == ["a.two"])
    }

    @Test func `checks of one name, in two labs, and circles of needs are told`() throws {
        let twice = try Self.survey(["1-a": Self.check("a.one"), "2-b": Self.check("a.one")])
        #expect(twice.flaws.map(\.reason) == ["`id` is the same for two checks: a.one"])
        #expect(twice.flaws.first?.file.hasSuffix("2-b/lab.yml") == true)
        let circle = try Self.survey([
            "1-a": Self.check("a.one", "    needs: [a.two]") + Self.check("a.two", "    needs: [a.one]")
        ])
        #expect(circle.flaws.count == 1 && circle.flaws[0].reason.contains("leads back to"))
    }

    @Test func `every check of the second folder is hidden, and stands with its lab`() throws {
        let survey = try Self.survey(
            ["1-a": Self.check("a.one"), "2-b": Self.check("b.one")],
            hidden: ["1-a": Self.check("a.secret", "    needs: [a.one]"), "3-c": Self.check("c.secret")])
        #expect(survey.flaws == [])
        #expect(survey.checks.map(\.id) == ["a.one", "a.secret", "b.one", "c.secret"])
        #expect(survey.checks.filter(\.heading.isHidden).map(\.id) == ["a.secret", "c.secret"])
        let upwards = try Self.survey(
            ["1-a": Self.check("a.one", "    needs: [a.secret]")], hidden: ["1-a": Self.check("a.secret")])
        #expect(upwards.flaws.map(\.reason).allSatisfy { $0.contains("which is hidden") } && upwards.flaws.count == 1)
    }

    @Test func `no text ends the survey, and none is read for ever`() throws {
        for text in ["", "  - 7\n", "  - {}\n", "  - [a]\n  - id: [\n", "  - id: a\n    id: b\n", "  - &a x\n", "\t"] {
            #expect(!(try Self.survey(["1-a": text])).flaws.isEmpty, "\(text.debugDescription)")
        }
    }
}
