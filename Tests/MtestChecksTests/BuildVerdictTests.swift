import Mistakes
import Testing

@testable import Grading
@testable import ModuleBuild
@testable import MtestChecks

/// What a student reads of a build that failed.
@Suite struct BuildVerdictTests {
    private func finding(_ remarks: [CompilerRemark]) throws -> Verdict.Finding? {
        let rubric = try Rubric.parse(
            "checks:\n  - {id: a.b, title: t, points: 1, expect: builds, why: w., hints: [h., i.]}\n", file: "lab.yml",
            lab: "x", RubricVocabulary(assignment: .mtest, mistakes: MistakeCatalogue(), targets: nil))
        let experiment = try #require(rubric.first?.experiment as? any BuildExperiment)
        return experiment.verdict(
            on: BuildResult(status: .failed, remarks: remarks, log: "", limitHit: nil, duration: .zero)
        ).finding
    }

    private func remark(_ message: String, _ line: Int?, _ cause: BuildCause?) -> CompilerRemark {
        CompilerRemark(
            severity: .error, file: line.map { _ in "mtest.c" }, line: line, message: message,
            sourceLine: line.map { _ in "x" }, cause: cause)
    }

    @Test func `a function that is not exported is named with the line of its call`() throws {
        let finding = try finding([
            remark("noise", nil, nil), remark("undefined", 77, .notExported("f", instead: "g()")),
            remark("undefined", 80, .notExported("h", instead: nil)),
        ])
        #expect(
            finding?.message
                == "the module does not build, at mtest.c:77: f is not exported to modules: use g(); likewise h")
        #expect(finding?.mistake == .notExported)
    }

    @Test func `a missing licence goes first, because other errors follow from it`() throws {
        let finding = try finding([remark("x", 3, .licenceForeign("get_task_mm")), remark("y", nil, .licenceMissing)])
        #expect(finding?.mistake == .licenceMissing)
    }

    @Test func `a failure without a known cause has its place and no name`() throws {
        let finding = try finding([remark("expected ';'", 9, nil)])
        #expect(finding?.message == "the module does not build, at mtest.c:9")
        #expect(finding?.actual == "mtest.c:9: error: expected ';'")
        #expect(finding?.mistake == nil)
    }
}
