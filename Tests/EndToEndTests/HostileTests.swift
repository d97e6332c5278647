import Results
import Specimens
import Testbed
import Testing

/// Modules that attack the machine, the grader, or time. None of them is right in anything but a few commands.
@Suite(.timeLimit(.minutes(60))) struct HostileTests {
    /// Seconds within which the core of the rubric has to end, whatever the module does, on a machine that two of them
    /// share.
    private static let deadline = 240.0

    /// One of each kind, or the modules that are asked for. All of them take half an hour.
    private static let modules =
        ((try? HostileModule.names(root: projectRoot).map { try HostileModule.read($0, root: projectRoot) }) ?? [])
        .filter { Choice.asked.names($0.name, otherwise: $0.tags.contains(.always)) }

    @Test(arguments: modules)
    func `ends in time, with a reason for each check that is not passed and no points for what was not seen`(
        module: HostileModule
    ) async throws {
        let result = try await Submissions.grade(sources: module.sources, core: true)
        #expect(result.duration < Self.deadline)
        // Each check that is not passed says why in a sentence, or names the check whose reason it shares.
        for check in result.checks where check.status != .pass {
            #expect(check.message.contains(" "), "\(check.id): \(check.message)")
            #expect(check.score == 0, "\(check.id)")
        }
        #expect(result.checks.contains { $0.status != .pass })
        // The commands of these modules do nothing of what they are asked to: no translation, no list, no write.
        let unearned = result.checks.filter { check in
            check.status == .pass && Self.answers.contains(check.id)
        }
        #expect(unearned.map(\.id) == [])
        if module.tags.contains(.blamed) { #expect(result.checks.allSatisfy { $0.status != .error }) }
    }

    /// Checks that only a right answer passes.
    private static let answers: Set = [
        "listvma.target", "listvma.all", "listvma.pid", "findpage.text", "findpage.inside", "findpage.noexec",
        "writeval.writes", "writeval.inside",
    ]
}

extension HostileModule: CustomTestStringConvertible {
    /// The name of a test case.
    public var testDescription: String { name }
}
