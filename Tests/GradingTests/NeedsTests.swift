import Mistakes
import MtestChecks
import Results
import Testbed
import Testing

@testable import Grading

/// A check about what must not happen says something only where the thing itself was shown to happen.
struct NeedsTests {
    private let rubric: Rubric

    init() throws { rubric = Rubric(checks: try Self.checks(Self.plain)) }

    private static let plain: [(id: String, fields: String)] = [
        ("a.loads", ""), ("a.works", "needs: [a.loads]"), ("a.echo", "needs: [a.loads]"),
        ("a.refuses", "needs: [a.works]"), ("a.newline", "needs: [a.works or a.echo]"),
    ]

    private static func checks(_ list: [(id: String, fields: String)]) throws -> [Rubric.Check] {
        let text = list.map { id, fields in
            """
              - id: \(id)
                title: title of \(id)
                points: 1
                command: "findpage {page}"
                expect: accepted
                why: w
                hints: [one, two]
                \(fields)

            """
        }
        return try Rubric.parse(
            "checks:\n" + text.joined(), file: "lab.yml", lab: "0-proc",
            RubricVocabulary(assignment: .mtest, mistakes: MistakeCatalogue([]), targets: nil))
    }

    private func readiness(
        of id: String, _ endings: [String: Ending] = [:], settled: [String: CheckResult.Status] = [:]
    ) throws -> Readiness {
        Readiness(
            of: try #require(rubric.check(id)), endings,
            settled: settled.reduce(into: [:]) {
                $0[$1.key] = SettledCheck(id: $1.key, status: $1.value, symptom: nil)
            }, running: Set(rubric.checks.map(\.id)).subtracting(settled.keys))
    }

    private static let failed = Ending.verdict(.wrong(.missing, "nothing"))

    @Test func `a check whose need has passed is tried`() throws {
        #expect(try readiness(of: "a.refuses", ["a.works": .verdict(.pass)]) == .ready)
    }

    @Test func `a check whose need was not tried yet waits`() throws {
        #expect(try readiness(of: "a.refuses") == .waiting)
    }

    @Test func `a check whose need has failed is blocked by it`() throws {
        #expect(try readiness(of: "a.refuses", ["a.works": Self.failed]) == .blocked(by: "a.works"))
    }

    @Test func `what is blocked in turn names the first failure`() throws {
        let blocked = Ending.blocked(by: "a.loads", title: "t")
        #expect(try readiness(of: "a.refuses", ["a.works": blocked]) == .blocked(by: "a.loads"))
    }

    @Test func `a need that could not be judged leaves nothing claimed and charges nobody`() throws {
        #expect(try readiness(of: "a.refuses", ["a.works": .unjudged("host")]) == .unjudged(need: "a.works"))
    }

    @Test func `of two needs in one, one that passes is enough`() throws {
        let passed = Ending.verdict(.pass)
        #expect(try readiness(of: "a.newline", ["a.works": Self.failed, "a.echo": passed]) == .ready)
        #expect(try readiness(of: "a.newline", ["a.works": Self.failed]) == .waiting)
        #expect(
            try readiness(of: "a.newline", ["a.works": Self.failed, "a.echo": Self.failed]) == .blocked(by: "a.works"))
    }

    @Test(arguments: [
        (CheckResult.Status.pass, Readiness.ready), (.fail, .blocked(by: "a.works")),
        (.blocked, .blocked(by: "a.works")), (.error, .unjudged(need: "a.works")),
    ])
    func `what an earlier run has settled counts`(status: CheckResult.Status, expected: Readiness) throws {
        #expect(try readiness(of: "a.refuses", settled: ["a.works": status]) == expected)
    }

    @Test func `to grade one check is to grade what it needs`() {
        #expect(rubric.closure(of: ["a.refuses"]).map(\.id) == ["a.loads", "a.works", "a.refuses"])
    }

    @Test func `a change of what is needed is a change of the check`() throws {
        let before = rubric.fingerprints(targets: [:])
        var edited = Self.plain
        edited[1].fields += "\n    raw: true"
        let after = Rubric(checks: try Self.checks(edited)).fingerprints(targets: [:])
        let changed = before.keys.filter { before[$0] != after[$0] }.sorted()
        #expect(changed == ["a.newline", "a.refuses", "a.works"])
    }

    @Test(arguments: [
        ("needs: [b.none]", "names no check"), ("needs: [a.newline]", "leads back to a.works"),
        ("needs: [a.loads]\n    part: hard", "not of the core"), ("needs: [a.loads]\n    hidden: true", "hidden"),
    ])
    func `a need that no run can meet, or that tells what is hidden, is refused`(field: String, word: String) throws {
        var edited = Self.plain
        edited[1].fields = field
        if field.contains("newline") { edited[4].fields = "needs: [a.works]" }
        let checks = try Self.checks(edited)
        let flaw = try #require(throws: RubricFlaw.self) { try Rubric.examine(checks) }
        #expect(flaw.reason.contains(word))
    }

    @Test func `what builds on a check that is not applicable is not applicable either`() throws {
        #expect(try readiness(of: "a.refuses", ["a.works": .notApplicable("no swap")]) == .absent(need: "a.works"))
        #expect(try readiness(of: "a.refuses", settled: ["a.works": .notApplicable]) == .absent(need: "a.works"))
    }
}
