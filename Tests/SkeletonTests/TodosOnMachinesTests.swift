import Foundation
import Grading
import ModuleBuild
import MtestChecks
import Results
import Testbed
import Testing

/// The TODOs of the skeleton done one after the other, graded on machines.
@Suite(.serialized) struct TodosOnMachinesTests {
    static let isRecording = ProcessInfo.processInfo.environment["MTEST_RECORD"] != nil

    /// The ids of the checks that pass, among those given or all.
    static func passing(_ state: SkeletonSteps.State, only: Set<String>? = nil) async throws -> Set<String> {
        let (installation, kernel) = try await StartingPointsOnMachinesTests.place()
        let course = try StartingPointsOnMachinesTests.course()
        return try await state.inFolder { folder in
            let run = GradingRun(
                rubric: course.rubric, only: only, mistakes: course.mistakes, installation: installation,
                kernel: kernel
            ) { _ in }
            let result = try await run.grade(Submission.find(in: folder))
            func ended(_ status: CheckResult.Status) -> Set<String> {
                Set(result.checks.filter { $0.status == status }.map(\.id))
            }
            #expect(ended(.error) == [])
            #expect(result.remarks.isEmpty, "\(state.todo ?? "the skeleton") builds with warnings")
            return ended(.pass)
        }
    }

    /// Those that a student does first: what an unfinished module does is all there is behind them.
    @Test(.timeLimit(.minutes(5)), arguments: ["0.1", "0.3", "0.4", "0.7"])
    func `a TODO turns its checks, and not one of them passed before`(todo: String) async throws {
        let steps = try SkeletonSteps.read()
        let index = try #require(steps.states.firstIndex { $0.todo == todo })
        let ids = Set(try #require(try TurnsTable.read().rows.first { $0.todo == todo }).green)
        #expect(try await Self.passing(steps.states[index - 1], only: ids) == [])
        let passing = try await Self.passing(steps.states[index], only: ids)
        #expect(passing == ids)
    }

    /// Takes a quarter of an hour: every state meets every check.
    @Test(.enabled(if: isRecording), .timeLimit(.minutes(60)))
    func `what each TODO turns is recorded`() async throws {
        let states = try SkeletonSteps.read().states
        let order = try StartingPointsOnMachinesTests.course().rubric.checks.map(\.id)
        var rows: [TurnsTable.Row] = []
        var before = try await Self.passing(states[0])
        for state in states.dropFirst() {
            let now = try await Self.passing(state)
            let green = order.filter { now.contains($0) && !before.contains($0) }
            rows.append(TurnsTable.Row(todo: try #require(state.todo), mark: state.mark, green: green))
            before = now
        }
        try TurnsTable(rows: rows).write()
    }
}
