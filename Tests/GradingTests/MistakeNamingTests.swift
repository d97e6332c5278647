import Mistakes
import MtestChecks
import Results
import Testing

@testable import Grading

/// What a student reads does not depend on how many checks happen to be carried out at once.
struct MistakeNamingTests {
    private let checks: [Rubric.Check]
    private let refusal = Verdict.Finding(symptom: .refused, message: "EINVAL")

    init() throws {
        let rubric = ["newline", "no-newline", "blanks", "prefix", "case", "page"].map { name in
            """
              - id: proc.\(name)
                title: \(name)
                points: 1
                command: "findpage {page}"
                expect: accepted
                why: w
                hints: [one, two]
                mistakes: {refused: newline-refused}\(name == "newline" ? "\n    unlike: proc.no-newline" : "")

            """
        }
        let mistakes = MistakeCatalogue([MistakeCatalogue.Entry(Mistake("newline-refused"), sentence: "s")])
        checks = try Rubric.parse(
            "checks:\n" + rubric.joined(), file: "lab.yml", lab: "0-proc",
            RubricVocabulary(assignment: .mtest, mistakes: mistakes, targets: nil))
    }

    private func mistake(of index: Int, settled: [(index: Int, status: CheckResult.Status)]) -> Mistake? {
        let outcomes = settled.map {
            SettledCheck(
                id: checks[$0.index].id, status: $0.status, symptom: $0.status == .fail ? "refused" : nil)
        }
        return MistakeNaming(checks: checks, settled: outcomes).mistake(of: checks[index], refusal)
    }

    @Test func `a failure that its counterpart does not share is named`() {
        #expect(mistake(of: 0, settled: [(0, .fail), (1, .pass)]) == Mistake("newline-refused"))
    }

    @Test func `a failure that its counterpart shares is not named`() {
        #expect(mistake(of: 0, settled: [(0, .fail), (1, .fail)]) == nil)
    }

    @Test func `one of few failures alike is named`() {
        #expect(mistake(of: 2, settled: [(2, .fail), (3, .fail), (4, .pass)]) == Mistake("newline-refused"))
    }

    @Test func `what everything has in common is not named, though only one check is carried out now`() {
        let before: [(Int, CheckResult.Status)] = [(0, .fail), (1, .fail), (3, .fail), (4, .fail), (5, .fail)]
        #expect(mistake(of: 2, settled: before + [(2, .fail)]) == nil)
    }

    @Test func `of a check that was carried out twice the later verdict counts`() {
        #expect(mistake(of: 0, settled: [(1, .fail), (0, .fail), (1, .pass)]) == Mistake("newline-refused"))
    }
}
