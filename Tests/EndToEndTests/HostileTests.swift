import Foundation
import Results
import Testing

/// Modules that attack the machine, the grader, or time. None of them is right in anything but a few commands.
@Suite(.timeLimit(.minutes(30))) struct HostileTests {
    /// Seconds within which the core of the rubric has to end, whatever the module does, on a machine that two of them
    /// share.
    private static let deadline = 120.0

    @Test(arguments: Submissions.names(in: "Hostile"))
    func `ends in time, with a verdict for each check and no points for what was not seen`(name: String) async throws {
        let result = try await Submissions.grade(folder: "\(Submissions.root)/Tests/Hostile/\(name)", core: true)
        #expect(result.duration < Self.deadline)
        #expect(result.checks.allSatisfy { $0.status == .pass || !$0.message.isEmpty })
        // The commands of these modules do nothing of what they are asked to: no translation, no list, no write.
        let unearned = result.checks.filter { check in
            check.status == .pass && Self.answers.contains(check.id)
        }
        #expect(unearned.map(\.id) == [])
    }

    /// Checks that only a right answer passes.
    private static let answers: Set = [
        "listvma.target", "listvma.all", "findpage.text", "findpage.inside", "findpage.noexec", "writeval.writes",
        "writeval.inside",
    ]
}
