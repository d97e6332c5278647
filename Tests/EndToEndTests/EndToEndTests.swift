import Foundation
import Results
import Specimens
import Testbed
import Testing

/// The product as its users have it.
@Suite(.timeLimit(.minutes(60))) struct EndToEndTests {
    private static func grade(replacing text: String, with other: String, checks: [String] = []) async throws
        -> SubmissionResult
    {
        try await Submissions.grade([Edit(find: text, replace: other)], checks: checks)
    }

    @Test func `the reference module gets full marks`() async throws {
        let result = try await Submissions.grade()
        #expect(Submissions.unpassed(result) == [])
        #expect(result.exitStatus == 0)
    }

    @Test func `a panic in writeval costs the writeval checks and keeps the points of the others`() async throws {
        let result = try await Self.grade(
            replacing: "\treason = write_word(mm, addr, val);",
            with: "\tpanic(\"mutant\");\n\treason = write_word(mm, addr, val);")
        let failed = Submissions.unpassed(result)
        // Two checks of other labs write a writeval among their commands.
        let others: Set = ["proc.unloads-after", "proc.sign"]
        #expect(failed.allSatisfy { $0.hasPrefix("writeval.") || $0.hasPrefix("stress.") || others.contains($0) })
        #expect(failed.count > 10)
        #expect(result.checks.contains { $0.actual?.contains("panic") == true })
    }

    @Test func `an oops is told with its function and the student's line`() async throws {
        let result = try await Self.grade(
            replacing: "\treason = write_word(mm, addr, val);",
            with: "\treason = write_word(mm, addr, *(volatile int *)8);", checks: ["writeval.acts"])
        let check = try #require(result.checks.first { $0.id == "writeval.acts" })
        #expect(check.status == .fail)
        #expect(check.message.contains("writeval"))
        #expect(check.message.contains("mtest.c:"))
    }

    @Test func `an endless loop is told with the student's line`() async throws {
        let result = try await Self.grade(
            replacing: "\treason = write_word(mm, addr, val);",
            with: "\tfor (;;)\n\t\tbarrier();\n\treason = write_word(mm, addr, val);", checks: ["writeval.acts"])
        let check = try #require(result.checks.first { $0.id == "writeval.acts" })
        #expect(check.diagnosis == "endless-loop")
        #expect(check.message.contains("mtest.c:"))
    }

    @Test func `a module that moves the page to the address it claims earns nothing for it`() async throws {
        let result = try await Submissions.grade(
            sources: HostileModule.read("move-the-page", root: projectRoot).sources, core: true)
        let check = try #require(result.checks.first { $0.id == "findpage.translates" })
        #expect(check.status == .fail)
        #expect(result.checks.first { $0.id == "findpage.noexec" }?.score == 0)
        #expect(check.message.contains("page tables of the target"))
        #expect(result.checks.allSatisfy { $0.status != .error })
    }

    @Test func `a module that puts the machine to sleep is told so, and waits for nothing`() async throws {
        let scratch = try Scratch()
        try await Stranger(module: "suspend-s3").unpack(into: scratch)
        let result = try await Submissions.grade(folder: scratch.folder, core: true)
        let check = try #require(result.checks.first { $0.id == "proc.takes" })
        #expect(check.diagnosis == "machine-suspended")
        #expect(result.checks.allSatisfy { $0.status != .error })
        #expect(result.duration < 40)
    }

    @Test func `a module that hangs when it is loaded is tried twice, not once for each check`() async throws {
        let result = try await Submissions.grade(
            sources: HostileModule.read("loop-in-init-irqs-off", root: projectRoot).sources, core: true)
        #expect(result.checks.first { $0.id == "proc.loads" }?.status == .fail)
        #expect(result.checks.count { $0.status == .blocked } == result.checks.count - 2)
    }

    @Test func `a module that does not compile fails one check, and the others are not judged`() async throws {
        let result = try await Self.grade(replacing: "module_init(mtest_init);", with: "module_init(mtest_start);")
        #expect(result.checks.first?.status == .fail)
        #expect(result.checks.dropFirst().allSatisfy { $0.status == .skipped })
        #expect(result.remarks.contains { $0.file == "mtest.c" })
    }
}
