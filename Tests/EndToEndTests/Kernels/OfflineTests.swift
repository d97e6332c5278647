import Foundation
import Subprocess
import SystemPackage
import Testbed
import Testing

/// A machine without a network: bubblewrap takes it away, and leaves all else as it is.
@Suite(.timeLimit(.minutes(10))) struct OfflineTests {
    private struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The program that ships, with the cache of this user.
    private static func grader(_ arguments: String...) async throws -> Outcome {
        let outcome = try await Subprocess.run(
            .path("/usr/bin/bwrap"),
            arguments: Arguments(
                ["--dev-bind", "/", "/", "--unshare-net", "--die-with-parent", "--"]
                    + ["\(projectRoot)/.build/release/grader"] + arguments),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        guard case .exited(let status) = outcome.terminationStatus else {
            throw Submissions.NoResult(status: "\(outcome.terminationStatus)", complaint: outcome.standardError)
        }
        return Outcome(status: status, output: outcome.standardOutput, errors: outcome.standardError)
    }

    @Test func `what is in the cache is graded on without a network`() async throws {
        // With one, so that the course's kernel is there on a new machine.
        _ = try await Submissions.grade(checks: ["proc.builds"])
        let list = try await Self.grader("kernels", "list")
        #expect(list.status == 0)
        #expect(list.output.contains("6.1."))
        let check = try await Self.grader(
            "check", "\(projectRoot)/kmod-solution", "--kernel", "6.1", "--check", "proc.builds,proc.loads,proc.takes",
            "--format", "junit")
        #expect(check.status == 0, "\(check.errors)")
    }

    @Test func `a kernel that is not here is said to need a network, and nothing is changed`() async throws {
        let before = try await Self.grader("kernels", "list")
        let fetch = try await Self.grader("kernels", "fetch", "6.12")
        #expect(fetch.status == 3 || before.output.contains("6.12."), "\(fetch.output)")
        if fetch.status != 0 {
            #expect(fetch.errors.split(separator: "\n").count <= 3, "\(fetch.errors)")
            #expect(fetch.errors.contains("network"), "\(fetch.errors)")
        }
        let unknown = try await Self.grader("check", "\(projectRoot)/kmod-solution", "--kernel", "5.3")
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("5.3"))
        // Other tests may fetch the course's own kernel meanwhile.
        let after = try await Self.grader("kernels", "list")
        #expect(after.output.contains("6.12.") == before.output.contains("6.12."))
    }
}
