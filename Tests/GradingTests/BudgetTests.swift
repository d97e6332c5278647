import Mistakes
import MtestChecks
import Testing

@testable import Grading

/// When a module's commands have cost enough, and which machine the next check may use.
struct BudgetTests {
    private let findpage: [Rubric.Check]
    private let lock: Rubric.Check
    private let listvma: Rubric.Check

    init() throws {
        func text(_ id: String, _ command: String, _ kind: String) -> String {
            """
              - id: \(id)
                title: t
                points: 1
                command: \(command)
                expect: \(kind)
                why: w
                hints: [one, two]

            """
        }
        let checks = try Rubric.parse(
            "checks:\n" + text("a", "findpage {page}", "accepted") + text("b", "findpage {page}", "lock-released")
                + text("c", "listvma", "accepted"), file: "lab.yml", lab: "x",
            RubricVocabulary(assignment: .mtest, mistakes: MistakeCatalogue(), targets: nil))
        findpage = Array(checks.prefix(2))
        lock = checks[1]
        listvma = checks[2]
    }

    private static let hang = Ending.verdict(.wrong(.hung, "m"))

    private func isGivenUp(_ check: Rubric.Check, after endings: [(Ending, Rubric.Check, Cost)]) -> Bool {
        var budget = Budget()
        for (ending, check, cost) in endings { budget.count(ending, check, costs: [cost]) }
        return budget.ending(check) != nil
    }

    @Test func `a family of commands is given up after two hangs, and other families are not`() {
        let (check, cost) = (findpage[0], Cost())
        #expect(!isGivenUp(check, after: [(Self.hang, check, cost)]))
        #expect(isGivenUp(check, after: [(Self.hang, check, cost), (Self.hang, check, cost)]))
        #expect(isGivenUp(lock, after: [(Self.hang, check, cost), (Self.hang, check, cost)]))
        #expect(!isGivenUp(listvma, after: [(Self.hang, check, cost), (Self.hang, check, cost)]))
        #expect(
            !isGivenUp(
                check, after: [(Self.hang, check, cost), (.verdict(.pass), check, cost), (Self.hang, check, cost)]))
    }

    @Test func `a hang that the check itself provokes is not counted`() {
        #expect(!isGivenUp(lock, after: Array(repeating: (Self.hang, lock, Cost()), count: 5)))
    }

    @Test func `only errors of the machine count as errors`() {
        let error = Ending.unjudged("m")
        let broken = Cost(isBroken: true)
        #expect(!isGivenUp(listvma, after: Array(repeating: (error, listvma, Cost()), count: 5)))
        #expect(isGivenUp(listvma, after: Array(repeating: (error, listvma, broken), count: 2)))
    }

    @Test func `wrong answers that cost too much are counted, and right ones are not`() {
        let costly = Cost(seconds: 0, printed: 3 << 20)
        let wrong = Ending.verdict(.wrong(.wrong, "m"))
        #expect(!isGivenUp(listvma, after: Array(repeating: (wrong, listvma, costly), count: 3)))
        #expect(isGivenUp(listvma, after: Array(repeating: (wrong, listvma, costly), count: 4)))
        #expect(!isGivenUp(listvma, after: Array(repeating: (.verdict(.pass), listvma, costly), count: 9)))
    }

    @Test func `a family is given up after four disturbed checks in a row, and not where one passes between them`() {
        let disturbed = (Ending.verdict(.wrong(.disturbed, "m")), listvma, Cost())
        let passed = (Ending.verdict(.pass), listvma, Cost())
        #expect(!isGivenUp(listvma, after: Array(repeating: disturbed, count: 3)))
        #expect(isGivenUp(listvma, after: Array(repeating: disturbed, count: 4)))
        #expect(!isGivenUp(listvma, after: [disturbed, disturbed, passed, disturbed, disturbed]))
    }

    @Test func `a wrong answer leaves the machine usable, and output that was cut off does not`() {
        #expect(Ending.verdict(.pass).isHarmless)
        #expect(Ending.verdict(.wrong(.wrong, "m")).isHarmless)
        #expect(!Ending.verdict(.wrong(.wrong, "m", mistake: .outputCutOff)).isHarmless)
        #expect(!Ending.verdict(.wrong(.changed, "m")).isHarmless)
        #expect(!Ending.verdict(.wrong(.disturbed, "m")).isHarmless)
        #expect(!Ending.unjudged("m").isHarmless)
    }
}
