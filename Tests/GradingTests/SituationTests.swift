import Foundation
import Installation
import ModuleBuild
import MtestChecks
import Results
import RunHistory
import Testbed
import Testing
import VirtualMachine

@testable import Grading

/// What a student finds who looks at a check that failed.
@Suite struct SituationTests {
    /// The second of these fails where the first one's machine is used again, and is then judged on another machine.
    private static let ids: Set = ["findpage.text", "findpage.inside"]

    @Test(.timeLimit(.minutes(3))) func `the command of a check that failed is, with its seed, the one of the report`()
        async throws
    {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        let scratch = try Scratch()
        for name in ["mtest.c", "compat.h", "Makefile"] {
            let text = try String(contentsOfFile: "\(projectRoot)/kmod-solution/\(name)", encoding: .utf8)
            try scratch.write(text.replacing("addr & ~PAGE_MASK);", with: "0);"), to: "module/\(name)")
        }
        let course = try Course.read(labs: "\(projectRoot)/labs")
        let (installation, kernel) = (try Installation.find(), try await KernelCatalogue.ofUser.defaultKernel())
        let run = GradingRun(
            rubric: course.rubric, only: Self.ids, mistakes: course.mistakes, installation: installation, kernel: kernel
        ) { _ in }
        let result = try await run.grade(Submission.find(in: scratch.path("module")))
        let failed = try #require(result.checks.first { $0.id == "findpage.inside" && $0.status == .fail })
        let seed = try #require(PastRun(result).seeds?[failed.id])
        #expect(seed != result.seed)
        let check = try #require(course.rubric.check(failed.id))
        let session = try await Situation(of: check, installation: installation, kernel: kernel, seed: Seed(seed))
            .session()
        defer { session.machine.kill() }
        try await check.prepare(session)
        #expect(try check.filledCommand(on: session) == failed.asked)
    }
}
