import Foundation
import GraderCommands
import Installation
import ModuleBuild
import MtestChecks
import Results
import Testbed
import Testing
import VirtualMachine

@testable import Grading

/// Who is to blame when the kernel finds a module's versions to be of another kernel.
@Suite(.timeLimit(.minutes(5))) struct VersionRefusalTests {
    private static let magic = "mtest: version magic '5.4.0 SMP' should be '6.1.0 SMP preempt'"

    @Test func `a version magic besides the build's is its author's`() {
        let module = Array("vermagic=5.4.0 SMP\0license=GPL\0vermagic=6.1.0 SMP preempt\0".utf8)
        #expect(VersionRefusal(of: module, log: ["loading", Self.magic]) == .ownMagic(Self.magic))
    }

    @Test func `a version magic that the build alone has put in is the kernel's`() {
        let module = Array("license=GPL\0vermagic=5.4.0 SMP\0".utf8)
        #expect(VersionRefusal(of: module, log: [Self.magic]) == .build(ForeignKernel(words: Self.magic)))
    }

    @Test func `what is refused for another reason is neither's`() {
        #expect(VersionRefusal(of: [], log: ["mtest: Unknown symbol walk (err -2)"]) == nil)
    }

    private func grade(_ folder: String, headers: String? = nil) async throws -> CheckResult? {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        var kernel = try await KernelCatalogue.ofUser.defaultKernel()
        if let headers { kernel.headers = headers + kernel.headers.dropFirst(kernel.folder.count + "/usr".count) }
        let course = try Course.read(labs: "\(projectRoot)/labs")
        let checks = course.rubric.checks.filter { $0.id == "proc.loads" }
        let run = GradingRun(
            rubric: Rubric(checks: checks), mistakes: course.mistakes, installation: try Installation.find(),
            kernel: kernel
        ) { _ in }
        return try await run.grade(Submission.find(in: folder)).checks.first
    }

    private func scratch() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/mtest-foreign-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test func `headers of another build are the instructor's, and no student is charged`() async throws {
        let kernel = try await KernelCatalogue.ofUser.defaultKernel()
        let place = try scratch()
        defer { try? FileManager.default.removeItem(atPath: place) }
        let copy = "\(place)/usr"
        try FileManager.default.copyItem(atPath: "\(kernel.folder)/usr", toPath: copy)
        let symbols = copy + kernel.headers.dropFirst(kernel.folder.count + "/usr".count) + "/Module.symvers"
        let text = try String(contentsOfFile: symbols, encoding: .utf8)
        let layout = try #require(text.split(separator: "\n").first { $0.contains("\tmodule_layout\t") })
        try text.replacingOccurrences(of: layout, with: "0x00000001" + layout.dropFirst(10))
            .write(toFile: symbols, atomically: true, encoding: .utf8)
        let error = try await #require(throws: ForeignKernel.self) {
            _ = try await grade("\(projectRoot)/kmod-solution", headers: copy)
        }
        #expect(error.description.contains("module_layout"))
        #expect(error.description.contains("grader kernels"))
    }

    @Test func `a module that states another kernel version fails, and the message says why`() async throws {
        let place = try scratch()
        defer { try? FileManager.default.removeItem(atPath: place) }
        let folder = "\(place)/submission"
        try FileManager.default.copyItem(atPath: "\(projectRoot)/kmod-solution", toPath: folder)
        let source = try String(contentsOfFile: "\(folder)/mtest.c", encoding: .utf8)
        try (source + "\nMODULE_INFO(vermagic, \"5.4.0-42-generic SMP mod_unload \");\n")
            .write(toFile: "\(folder)/mtest.c", atomically: true, encoding: .utf8)
        let outcome = try #require(try await grade(folder))
        #expect(outcome.status == .fail)
        #expect(outcome.message.contains("MODULE_INFO(vermagic"))
    }
}
