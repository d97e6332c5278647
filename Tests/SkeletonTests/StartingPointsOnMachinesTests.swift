import AgentProtocol
import Foundation
import GraderCommands
import Grading
import ModuleBuild
import Results
import Skeleton
import Testing
import VirtualMachine

/// What students start from, built and graded for real.
@Suite(.serialized, .timeLimit(.minutes(5))) struct StartingPointsOnMachinesTests {
    static let root = CommittedSkeletonTests.root

    static func place() async throws -> (workplace: Workplace, kernel: Kernel) {
        setenv("MTEST_HOME", root, 1)
        setenv("MTEST_AGENT", "\(root)/.build/release/guest-agent", 1)
        let kernel = try await KernelCatalogue(folder: KernelCatalogue.defaultFolder).defaultKernel()
        return (try Workplace.find(), kernel)
    }

    static func grade(_ folder: String) async throws -> SubmissionResult {
        let (workplace, kernel) = try await place()
        let rubric = try Rubric.read(labs: "\(root)/labs")
        return try await GradingRun(rubric: rubric, workplace: workplace, kernel: kernel) { _ in }
            .grade(Submission.find(in: folder))
    }

    /// The baseline: `grader check kmod-skeleton` gives the points for a clean build, and none by accident.
    @Test func `the skeleton builds without a warning, and passes nothing else`() async throws {
        let result = try await Self.grade("\(Self.root)/kmod-skeleton")
        #expect(result.remarks.isEmpty)
        #expect(result.checks.filter { $0.status == .pass }.map(\.id) == ["proc.builds"])
        #expect(result.checks.allSatisfy { $0.status != .error })
    }

    @Test func `the skeleton loads, is silent, and unloads`() async throws {
        let (workplace, kernel) = try await Self.place()
        let results = workplace.runFolder()
        defer { try? FileManager.default.removeItem(atPath: results) }
        let build = try await ModuleBuilder(headers: kernel.headers).build(
            Submission.find(in: "\(Self.root)/kmod-skeleton"), into: results)
        guard case .built(let path, _) = build.status else {
            Issue.record("it does not build")
            return
        }
        let module = try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
        let machine = try await workplace.machine(kernel) { _ in }.clone()
        defer { machine.kill() }
        _ = try await machine.ask(.kernelLog(since: 0))
        #expect(try await machine.ask(.load(module: module, parameters: "")) == .done)
        #expect(try await machine.ask(.unload(name: "mtest")) == .done)
        guard case .records(let records, _) = try await machine.ask(.kernelLog(since: 0)) else {
            Issue.record("the log cannot be read")
            return
        }
        // The kernel itself remarks on every module from outside its tree.
        #expect(records.filter { !$0.text.contains("taint") }.map(\.text) == [])
    }

    @Test(arguments: 1...3)
    func `with the earlier labs solved, their core is passed and the lab itself is not`(lab: Int) async throws {
        let folder = URL.temporaryDirectory.appending(path: "mtest-start-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in try CommittedSkeletonTests.solution().files(
            StartingPoint(lab: lab, solvesEarlier: true))
        {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let result = try await Self.grade(folder)
        let core = try Rubric.read(labs: "\(Self.root)/labs").part(core: true).checks
        func failed(_ belongs: (Int) -> Bool) -> [String] {
            core.filter { check in check.lab.first?.wholeNumberValue.map(belongs) == true }.map(\.id)
                .filter { id in result.checks.first { $0.id == id }?.status != .pass }
        }
        #expect(result.remarks.isEmpty)
        #expect(failed { $0 < lab } == [])
        #expect(!failed { $0 == lab }.isEmpty)
    }
}
