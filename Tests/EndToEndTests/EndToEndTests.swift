import Foundation
import Grading
import ModuleBuild
import Results
import Testing
import VirtualMachine

/// The product as its users have it: real builds, real machines, the rubric that ships.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EndToEndTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Grades the reference module with one edit put in.
    static func grade(replacing text: String = "", with other: String = "") async throws -> SubmissionResult {
        let folder = URL.temporaryDirectory.appending(path: "mtest-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var source = try String(contentsOfFile: "\(root)/kmod-solution/mtest.c", encoding: .utf8)
        if !text.isEmpty {
            try #require(source.components(separatedBy: text).count == 2, "the edit has to fit exactly once")
            source = source.replacingOccurrences(of: text, with: other)
        }
        try FileManager.default.copyItem(atPath: "\(root)/kmod-solution/compat.h", toPath: "\(folder)/compat.h")
        try source.write(toFile: "\(folder)/mtest.c", atomically: true, encoding: .utf8)
        return try await grade(folder: folder)
    }

    static func grade(folder: String) async throws -> SubmissionResult {
        setenv("MTEST_HOME", root, 1)
        setenv("MTEST_AGENT", "\(root)/.build/release/guest-agent", 1)
        let workplace = try Workplace.find()
        let kernel = try await KernelCatalogue(folder: KernelCatalogue.defaultFolder).defaultKernel()
        let rubric = try Rubric.read(labs: "\(root)/labs")
        return try await GradingRun(rubric: rubric, workplace: workplace, kernel: kernel) { _ in }
            .grade(Submission.find(in: folder))
    }

    static func failures(_ result: SubmissionResult) -> [String] {
        result.checks.filter { $0.status != .pass }.map(\.id)
    }

    @Test func `the reference module gets full marks`() async throws {
        let result = try await Self.grade()
        #expect(Self.failures(result) == [])
        #expect(result.exitStatus == 0)
    }

    @Test func `bit 63 left in an address fails the no-execute check and nothing else, by name`() async throws {
        let result = try await Self.grade(
            replacing: "arrive(walk, pte_pfn(pte), addr & ~PAGE_MASK);",
            with: "arrive(walk, 0, addr & ~PAGE_MASK);\n\twalk->page_addr = pte_val(pte) & PAGE_MASK;")
        #expect(Self.failures(result) == ["findpage.noexec"])
        #expect(result.checks.first { $0.id == "findpage.noexec" }?.diagnosis == "flags-left-in-address")
    }

    @Test func `a lost page offset is named`() async throws {
        let result = try await Self.grade(
            replacing: "arrive(walk, pte_pfn(pte), addr & ~PAGE_MASK);", with: "arrive(walk, pte_pfn(pte), 0);")
        #expect(result.checks.first { $0.id == "findpage.inside" }?.diagnosis == "page-offset-lost")
    }

    @Test func `a panic in writeval costs the writeval checks and keeps the points of the others`() async throws {
        let result = try await Self.grade(
            replacing: "\treason = write_word(mm, addr, val);",
            with: "\tpanic(\"mutant\");\n\treason = write_word(mm, addr, val);")
        #expect(Self.failures(result).allSatisfy { $0.hasPrefix("writeval.") })
        #expect(Self.failures(result).count > 2)
        #expect(result.checks.contains { $0.actual?.contains("panic") == true })
    }

    @Test func `an oops is told with its function and the student's line`() async throws {
        let result = try await Self.grade(
            replacing: "\treason = write_word(mm, addr, val);",
            with: "\treason = write_word(mm, addr, *(volatile int *)8);")
        let check = try #require(result.checks.first { $0.id == "writeval.writes" })
        #expect(check.status == .fail)
        #expect(check.message.contains("writeval"))
        #expect(check.message.contains("mtest.c:"))
    }

    @Test func `a wrong value in memory fails every check that writes, and no other`() async throws {
        let result = try await Self.grade(
            replacing: "\tcopy_word(pages, offset, val);", with: "\tcopy_word(pages, offset, val ^ 1);")
        #expect(Self.failures(result) == ["writeval.writes", "writeval.inside", "writeval.crosses"])
    }

    @Test func `an entry that outlives its module fails the check about it and nothing else, by name`() async throws {
        let result = try await Self.grade(replacing: "proc_remove(mtest_entry);", with: "(void)mtest_entry;")
        #expect(Self.failures(result) == ["proc.reloads"])
        #expect(result.checks.first { $0.id == "proc.reloads" }?.diagnosis == "proc-entry-left-behind")
        #expect(result.exitStatus == 1)
    }

    @Test func `a module that moves the page to where it says it is earns nothing for it`() async throws {
        let result = try await Self.grade(folder: "\(Self.root)/Tests/Hostile/move-the-page")
        let check = try #require(result.checks.first { $0.id == "findpage.noexec" })
        #expect(check.status == .error)
        #expect(check.score == 0)
        #expect(check.message.contains("tampered with"))
    }

    @Test func `a module that never comes back from loading is tried twice, not once for each check`() async throws {
        let result = try await Self.grade(folder: "\(Self.root)/Tests/Hostile/loop-in-init-irqs-off")
        #expect(result.checks.first { $0.id == "proc.loads" }?.status == .fail)
        #expect(result.checks.count { $0.status == .skipped } == result.checks.count - 2)
    }

    @Test func `a module that does not compile fails one check, and the others are not judged`() async throws {
        let result = try await Self.grade(replacing: "module_init(mtest_init);", with: "module_init(mtest_start);")
        #expect(result.checks.first?.status == .fail)
        #expect(result.checks.dropFirst().allSatisfy { $0.status == .skipped })
        #expect(result.remarks.contains { $0.file == "mtest.c" })
    }
}
