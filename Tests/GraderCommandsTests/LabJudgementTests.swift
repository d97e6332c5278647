import GraderCommands
import Results
import Specimens
import Testing

/// What came of a lab's solution, skeleton and mutants, beside what had to.
@Suite struct LabJudgementTests {
    private static func result(_ statuses: [(String, CheckResult.Status)], named: String? = nil) -> SubmissionResult {
        let checks = statuses.map { id, status in
            var check = CheckResult(CheckHeading(id: id, title: id, lab: "1-a", points: 1), status: status)
            if status == .fail {
                check.message = "it was seen"
                check.diagnosis = named
            }
            return check
        }
        return SubmissionResult(kernel: "6.1", duration: 1, checks: checks, remarks: [], kernelLog: "", seed: 1)
    }

    private static func complaints(
        _ kind: LabCandidate.Kind, _ statuses: [(String, CheckResult.Status)], named: String? = nil
    ) -> [String] {
        LabJudgement(of: LabCandidate(kind: kind, sources: [:]), result(statuses, named: named)).complaints
    }

    private static func mutant(_ more: String = "") throws -> LabCandidate.Kind {
        let text =
            "title: t\ndiagnosis: off-by-one\nfails: [a.one]\n\(more)edits: [{find: a, replace: b}]\n"
        return .mutant(try #require(LabMutant.read(text, id: "m", mainFile: "mtest.c").mutant))
    }

    @Test func `a solution has to pass everything`() {
        #expect(Self.complaints(.solution, [("a.one", .pass)]) == [])
        #expect(
            Self.complaints(.solution, [("a.one", .fail), ("a.two", .blocked)]) == ["fails a.one: it was seen"])
        #expect(Self.complaints(.solution, [("a.one", .skipped)]) == ["does not pass a.one"])
    }

    @Test func `a skeleton has to pass what it is given, and no other`() {
        #expect(Self.complaints(.skeleton(passes: ["a.one"]), [("a.one", .pass), ("a.two", .fail)]) == [])
        #expect(
            Self.complaints(.skeleton(passes: ["a.one"]), [("a.one", .fail), ("a.two", .pass)])
                == ["passes a.two too, for nothing that a student has done", "does not pass a.one"])
    }

    @Test func `a mutant has to fail just its checks, and its mistake has to be named`() throws {
        let mutant = try Self.mutant()
        let right: [(String, CheckResult.Status)] = [("a.one", .fail), ("a.two", .blocked), ("a.three", .pass)]
        #expect(Self.complaints(mutant, right, named: "off-by-one") == [])
        #expect(Self.complaints(mutant, right, named: "other") == ["no check names off-by-one, but other"])
        #expect(Self.complaints(mutant, right) == ["no check names off-by-one"])
        #expect(
            Self.complaints(mutant, [("a.one", .pass), ("a.two", .fail)], named: "off-by-one")
                == ["fails a.two as well", "passes a.one"])
        #expect(
            Self.complaints(
                try Self.mutant("perhaps: [a.two]\n"), [("a.one", .fail), ("a.two", .fail)], named: "off-by-one") == [])
    }

    @Test func `what the grader could not judge is nobody's failure`() {
        let candidate = LabCandidate(kind: .solution, sources: [:])
        let judgement = LabJudgement(of: candidate, Self.result([("a.one", .pass), ("a.two", .error)]))
        #expect(judgement.isUnjudged)
        #expect(judgement.complaints == ["the grader could not judge a.two: no reason"])
    }

    @Test func `a module that does not build is told with the compiler's first error`() {
        var result = Self.result([("a.one", .skipped)])
        result.remarks = [
            Remark(severity: "warning", file: "mtest.c", line: 1, column: 1, message: "odd"),
            Remark(severity: "error", file: "mtest.c", line: 7, column: 1, message: "expected ';'"),
        ]
        #expect(
            LabJudgement(of: LabCandidate(kind: .solution, sources: [:]), result).complaints
                == ["it does not build: mtest.c:7: expected ';'"])
    }
}
