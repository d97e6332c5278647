import Foundation
import Installation
import ModuleBuild
import MtestChecks
import Results
import Synchronization
import Testbed
import Testing
import VirtualMachine

@testable import Grading

/// A run that ends in the middle, and one that goes on from what the first one kept.
@Suite(.timeLimit(.minutes(5))) struct StandingTests {
    private struct Interrupted: Error {}

    private let ids = ["proc.loads", "proc.echo", "findpage.text", "findpage.inside", "findpage.five-levels"]

    /// Grades a module that loses the offset in a page, so that it fails in the middle; the ids in the order in which they
    /// ended.
    private func grade(from standing: Standing? = nil, keeper: StandingKeeper? = nil) async throws -> (
        result: SubmissionResult, ended: [String]
    ) {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        let scratch = try Scratch()
        for file in ["mtest.c", "compat.h"] {
            let text = try String(contentsOfFile: "\(projectRoot)/kmod-solution/\(file)", encoding: .utf8)
            try scratch.write(
                text.replacingOccurrences(of: "pte_pfn(pte), addr & ~PAGE_MASK", with: "pte_pfn(pte), 0"), to: file)
        }
        let course = try Course.read(labs: "\(projectRoot)/labs")
        let ended = Mutex<[String]>([])
        let run = GradingRun(
            rubric: course.rubric, only: Set(ids), mistakes: course.mistakes, installation: try Installation.find(),
            kernel: try await KernelCatalogue.ofUser.defaultKernel(), seed: Seed(7), standing: standing, keeper: keeper
        ) { heading, _ in
            ended.withLock { $0.append(heading.id) }
        } progress: { _ in
        }
        return (try await run.grade(Submission.find(in: scratch.folder)), ended.withLock { $0 })
    }

    @Test func `another process goes on from what was kept, does nothing twice, and comes to the same verdicts`()
        async throws
    {
        let calm = try await grade()
        #expect(Set(calm.result.checks.map(\.status)) == [.pass, .fail])
        let kept = Mutex<[Standing]>([])
        let keeper = StandingKeeper {
            true
        } keep: { standing in
            kept.withLock { $0.append(standing) }
            throw Interrupted()
        }
        await #expect(throws: Interrupted.self) { try await grade(keeper: keeper) }
        let all = kept.withLock(\.self)
        let last = try #require(all.last)
        // As it is kept in a file.
        let read = try JSONDecoder().decode(Standing.self, from: JSONEncoder().encode(last))
        #expect(read == last && last.ended > 0)
        let resumed = try await grade(from: read)
        #expect(resumed.ended == ["findpage.five-levels"] && calm.ended.count == ids.count)
        #expect(resumed.result.checks == calm.result.checks)
    }
}
