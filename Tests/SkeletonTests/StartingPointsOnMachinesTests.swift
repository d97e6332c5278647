import AgentProtocol
import Foundation
import GraderCommands
import Grading
import Installation
import ModuleBuild
import MtestChecks
import Reporting
import Results
import Skeleton
import Testbed
import Testing
import VirtualMachine

/// Starting points of students, built and graded on machines.
@Suite(.serialized, .timeLimit(.minutes(5))) struct StartingPointsOnMachinesTests {
    static func place() async throws -> (installation: Installation, kernel: Kernel) {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        let installation = try Installation.find()
        return (installation, try await installation.kernel())
    }

    static func grade(_ folder: String, _ checks: [Rubric.Check]) async throws -> SubmissionResult {
        let (installation, kernel) = try await place()
        let run = GradingRun(
            rubric: Rubric(checks: checks), mistakes: try course().mistakes, installation: installation, kernel: kernel
        ) { _ in }
        return try await run.grade(Submission.find(in: folder))
    }

    static func course() throws -> Course { try Course.read(labs: "\(projectRoot)/labs") }

    static func core() throws -> [Rubric.Check] { try course().rubric.part(core: true).checks }

    /// The lab that a check needs: a check of lab 0 that reads a translation needs lab 2.
    static func lab(_ check: Rubric.Check) throws -> Int {
        let own = try #require(check.lab.first?.wholeNumberValue)
        return switch check.kind {
        case "vmas", "only-vmas", "all-vmas", "stable-vmas": max(own, 1)
        case "translation", "trace", "untranslated": max(own, 2)
        case "written", "stored", "unwritten", "copy-on-write": max(own, 3)
        default: own
        }
    }

    /// The baseline: `grader check --core kmod-skeleton` gives the points for a clean build, and no others by accident.
    @Test func `the skeleton builds without a warning, and passes nothing else of the core`() async throws {
        let result = try await Self.grade("\(projectRoot)/kmod-skeleton", Self.core())
        #expect(result.remarks.isEmpty)
        #expect(result.checks.filter { $0.status == .pass }.map(\.id) == ["proc.builds"])
        #expect(result.checks.allSatisfy { $0.status != .error })
    }

    @Test func `the report about the skeleton is one failure, and fits on a screen of 24 rows`() async throws {
        let result = try await Self.grade("\(projectRoot)/kmod-skeleton", Self.course().rubric.checks)
        #expect(result.checks.filter { $0.status == .fail }.map(\.id) == ["proc.loads"])
        let lines = TerminalReport(isColoured: false).text(result).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 24)
    }

    @Test func `the skeleton loads and unloads without messages`() async throws {
        let (installation, kernel) = try await Self.place()
        let results = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: results) }
        let build = try await ModuleBuilder(headers: kernel.headers, system: kernel.system).build(
            Submission.find(in: "\(projectRoot)/kmod-skeleton"), into: results)
        guard case .built(let path, _) = build.status else {
            Issue.record("the skeleton does not build")
            return
        }
        let module = try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
        let machine = try await installation.machines(kernel).machine().clone()
        defer { machine.kill() }
        _ = try await machine.ask(.kernelLog(border: 1))
        #expect(try await machine.ask(.load(module: module, parameters: "")) == .done)
        #expect(try await machine.ask(.unload(name: "mtest")) == .done)
        guard case .records(let records, _, _) = try await machine.ask(.kernelLog(border: 1)) else {
            Issue.record("the log cannot be read")
            return
        }
        // The kernel itself prints a message for every module from outside its tree.
        #expect(records.records.filter { !$0.text.contains("taint") }.map(\.text) == [])
    }

    @Test(arguments: 1...3)
    func `a starting point with solved earlier labs passes their core and not the lab itself`(lab: Int)
        async throws
    {
        let folder = URL.temporaryDirectory.appending(path: "mtest-start-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in try CommittedSkeletonTests.solution().files(
            StartingPoint(lab: lab, solvesEarlier: true))
        {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let core = try Self.core()
        let earlier = try core.filter { try Self.lab($0) < lab }
        let first = try #require(try core.first { try Self.lab($0) == lab && $0.lab.hasPrefix("\(lab)") })
        let result = try await Self.grade(folder, earlier + [first])
        #expect(result.remarks.isEmpty)
        #expect(result.checks.filter { $0.status != .pass }.map(\.id) == [first.id])
    }
}
