import Foundation
import Results
import Testbed
import Testing

/// Modules that attack the machine, the grader, or time. None of them is right in anything but a few commands.
@Suite(.timeLimit(.minutes(60))) struct HostileTests {
    /// Seconds within which the core of the rubric has to end, whatever the module does, on a machine that two of them
    /// share.
    private static let deadline = 120.0

    /// One of each kind; all of them with `MTEST_ALL=1`, which takes half an hour.
    private static let names =
        ProcessInfo.processInfo.environment["MTEST_ALL"] != nil
        ? Submissions.names(in: "Hostile")
        : [
            "panic-in-init", "panic-after-init", "loop-after-init", "panic-in-exit", "panic-in-command",
            "bug-in-command",
            "loop-in-command",
            "loop-in-command-irqs-off", "deadlock-own-mmap-lock", "mmap-lock-of-everybody", "stack-overflow",
            "print-without-end", "print-megabytes", "use-after-free", "scribble-kernel-memory", "power-off", "reboot",
            "triple-fault", "fake-serial", "fake-agent-replies", "fake-verdict", "kill-init", "kill-everybody",
            "kill-everybody-in-init",
            "fill-memory", "loop-in-init", "refuse-to-unload", "copy-the-secret", "fake-oops",
        ]

    @Test(arguments: names)
    func `ends in time, with a verdict for each check and no points for what was not seen`(name: String) async throws {
        let result = try await Submissions.grade(folder: "\(projectRoot)/Tests/Hostile/\(name)", core: true)
        #expect(result.duration < Self.deadline)
        #expect(result.checks.allSatisfy { $0.status == .pass || !$0.message.isEmpty })
        // The commands of these modules do nothing of what they are asked to: no translation, no list, no write.
        let unearned = result.checks.filter { check in
            check.status == .pass && Self.answers.contains(check.id)
        }
        #expect(unearned.map(\.id) == [])
        if Self.harmful.contains(name) { #expect(result.checks.allSatisfy { $0.status != .error }) }
    }

    /// Modules whose harm no check may call the grader's own error.
    private static let harmful: Set = [
        "panic-after-init", "loop-after-init", "panic-in-command", "power-off", "reboot", "triple-fault", "kill-init",
        "kill-everybody", "kill-everybody-in-init", "fill-memory",
    ]

    /// Checks that only a right answer passes.
    private static let answers: Set = [
        "listvma.target", "listvma.all", "listvma.pid", "findpage.text", "findpage.inside", "findpage.noexec",
        "writeval.writes",
        "writeval.inside",
    ]
}
