import Results
import Specimens
import Testbed
import Testing

/// Commands that take their time: whoever is at work is waited for, and whoever is not is told apart from that.
@Suite(.timeLimit(.minutes(10))) struct SilenceTests {
    /// The reference module, with something that happens before each command.
    private static func module(_ before: String) -> [Edit] {
        [
            Edit(find: "#include <linux/ctype.h>", replace: "#include <linux/ctype.h>\n#include <linux/delay.h>"),
            Edit(
                find: "\tif (len > MAX_COMMAND)\n\t\treturn -EINVAL;\n\n\ttext = memdup_user_nul",
                replace: "\t\(before)\n\tif (len > MAX_COMMAND)\n\t\treturn -EINVAL;\n\n\ttext = memdup_user_nul"),
        ]
    }

    private static func verdict(_ before: String, on check: String) async throws -> CheckResult {
        let result = try await Submissions.grade(module(before), checks: [check])
        return try #require(result.checks.first { $0.id == check })
    }

    /// The processes that write are children of the target's, which only waits, for eight seconds and more.
    @Test func `processes that sleep in each command, one after the other, are in no deadlock`() async throws {
        let check = try await Self.verdict("msleep(160);", on: "findpage.released")
        #expect(check.status == .pass, "\(check.message) \(check.actual ?? "")")
    }

    @Test func `a child that waits for ever is in a deadlock, and the line that it waits in is named`() async throws {
        let check = try await Self.verdict(
            "if (!strcmp(current->real_parent->comm, \"mother\")) { set_current_state(TASK_UNINTERRUPTIBLE); schedule(); }",
            on: "findpage.released")
        #expect(check.status == .fail)
        #expect(check.message.contains("deadlock"), "\(check.message)")
        #expect(check.place?.file == "mtest.c")
    }

    @Test func `a command that sleeps for an hour is said to sleep`() async throws {
        let check = try await Self.verdict("msleep(3600 * 1000);", on: "findpage.translates")
        #expect(check.status == .fail)
        #expect(check.message.contains("sleeps in msleep"), "\(check.message)")
    }
}
