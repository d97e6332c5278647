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
        #expect(result.checks.filter { $0.status == .error }.map(\.id) == [])
        for (lab, most) in expected.points {
            let earned = result.checks.filter { $0.lab.hasPrefix("\(lab)-") }.reduce(0) { $0 + $1.score }
            #expect(earned <= most, "lab \(lab)")
        }
        let said = unpassed.flatMap { [$0.message, $0.actual ?? "", $0.mistake ?? ""] }
        #expect(
            expected.words.isEmpty || said.contains { text in expected.words.contains { text.contains($0) } },
            "none of \(expected.words) is said")
    }

    @Test func `the table in docs is that of the modules`() async throws {
        if Recording.isOn { return try await HostileTable.shared.writeDocument() }
        let kept = try HostileTable.text(of: HostileDocument.path)
        #expect(try kept == HostileTable.document().text, "run `make record FILTER=HostileTests`")
    }
}

extension HostileModule: CustomTestStringConvertible {
    /// The name of a test case.
    public var testDescription: String { name }
}
