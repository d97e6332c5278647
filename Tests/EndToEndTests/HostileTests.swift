import Results
import Specimens
import Testbed
import Testing

/// Modules that attack the machine, the grader, or time: what each may earn, what is said about it, and how long it may take,
/// is in Tests/Hostile/expectations.tsv.
@Suite(.timeLimit(.minutes(60))) struct HostileTests {
    /// One of each kind, an eighth of these, or the modules that are asked for. All of them take half an hour.
    private static let modules = Depth.asked.part(
        of: (try? HostileModule.names(root: projectRoot).map { try HostileModule.read($0, root: projectRoot) }) ?? [],
        by: \.name
    ) { $0.tags.contains(.always) }

    @Test func `each module has a line of expectations, and each line a module`() throws {
        let expected = try HostileExpectation.read(root: projectRoot)
        #expect(Set(expected.keys) == Set(try HostileModule.names(root: projectRoot)))
    }

    @Test(arguments: modules)
    func `ends in time, with no points for what was not done, and with a reason for each check that is not passed`(
        module: HostileModule
    ) async throws {
        let expected = try #require(try HostileExpectation.read(root: projectRoot)[module.name])
        let result = try await Submissions.grade(sources: module.sources, core: true)
        if Recording.isOn { try await HostileTable.shared.record(HostileOutcome(module, result)) }
        #expect(result.duration < expected.seconds)
        // Each check that is not passed says why in a sentence, or names the check whose reason it shares.
        for check in result.checks where check.status != .pass {
            #expect(check.message.contains(" "), "\(check.id): \(check.message)")
            #expect(check.score == 0, "\(check.id)")
        }
        let unpassed = result.checks.filter { $0.status != .pass }
        #expect(expected.isWhole || !unpassed.isEmpty, "full marks")
        // What the module does is the module's: nobody's error is none of them.
        #expect(Submissions.words(of: result, about: []) == "")
        #expect(expected.exceeded(by: result) == [], "labs with too many points")
        #expect(expected.isSaid(by: result), "none of \(expected.words) is said")
    }

    @Test func `the table in docs is that of the modules`() async throws {
        if Recording.isOn { return try await HostileTable.shared.writeDocument() }
        let kept = try HostileTable.text(of: HostileDocument.path)
        #expect(try kept == HostileTable.document().text, "run `make record FILTER=HostileTests`")
    }
}

extension HostileExpectation {
    /// The numbers of the labs of which a result has more points than it may.
    func exceeded(by result: SubmissionResult) -> [Int] {
        points.filter { lab, most in
            result.checks.filter { $0.lab.hasPrefix("\(lab)-") }.reduce(0) { $0 + $1.score } > most
        }.keys.sorted()
    }

    /// Whether one of the words is said about a check that is not passed, where words are asked for.
    func isSaid(by result: SubmissionResult) -> Bool {
        let said = result.checks.filter { $0.status != .pass }
            .flatMap { [$0.message, $0.actual ?? "", $0.mistake ?? ""] }
        return words.isEmpty || said.contains { text in words.contains { text.contains($0) } }
    }
}

extension HostileModule: CustomTestStringConvertible {
    /// The name of a test case.
    public var testDescription: String { name }
}
