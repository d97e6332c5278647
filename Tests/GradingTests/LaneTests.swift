import Foundation
import Installation
import ModuleBuild
import MtestChecks
import Results
import Testbed
import Testing
import VirtualMachine

@testable import Grading

/// Machines of one submission that are at work at the same time.
@Suite(.timeLimit(.minutes(5))) struct LaneTests {
    /// Checks of seven setups on two kinds of machines; some need others.
    private let ids: Set = [
        "proc.builds", "proc.loads", "proc.takes", "proc.unloads", "listvma.lists", "listvma.all",
        "findpage.translates",
        "findpage.text", "findpage.inside", "findpage.pid", "findpage.second", "findpage.nobody",
        "findpage.five-levels",
        "writeval.acts", "writeval.pid",
    ]

    /// Grades the solution, changed by `changes`.
    private func checks(_ changes: [(String, String)], lanes: Int) async throws -> [CheckResult] {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        let scratch = try Scratch()
        for file in ["mtest.c", "compat.h"] {
            var text = try String(contentsOfFile: "\(projectRoot)/kmod-solution/\(file)", encoding: .utf8)
            for (old, new) in changes {
                if file == "mtest.c" { try #require(text.contains(old)) }
                text = text.replacingOccurrences(of: old, with: new)
            }
            try scratch.write(text, to: file)
        }
        let course = try Course.read(labs: "\(projectRoot)/labs")
        let run = GradingRun(
            rubric: course.rubric, only: ids, mistakes: course.mistakes, installation: try Installation.find(),
            kernel: try await KernelCatalogue.ofUser.defaultKernel(), seed: Seed(7), lanes: lanes
        ) { _ in
        }
        return try await run.grade(Submission.find(in: scratch.folder)).checks
    }

    @Test(arguments: [
        [],
        // Fails in the first setup, and in others.
        [("pte_pfn(pte), addr & ~PAGE_MASK", "pte_pfn(pte), 0")],
        // Fails first where another process is asked for, on a machine that would have been used.
        [("find_get_pid(nr)", "find_get_pid(nr + 1)")],
    ])
    func `one machine at a time and four come to the same table`(changes: [(String, String)]) async throws {
        let alone = try await checks(changes, lanes: 1)
        let beside = try await checks(changes, lanes: 4)
        #expect(alone.map(\.id) == beside.map(\.id))
        #expect(alone.map(\.status) == beside.map(\.status))
        #expect(alone.map(\.diagnosis) == beside.map(\.diagnosis))
        // Addresses and PIDs are those of the machine.
        func words(_ checks: [CheckResult]) -> [String] { checks.map { $0.message.filter { !$0.isHexDigit } } }
        #expect(words(alone) == words(beside))
        #expect(alone.contains { $0.status != .pass } == !changes.isEmpty)
    }
}
