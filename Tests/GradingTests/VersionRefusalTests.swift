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
        #expect(VersionRefusal(of: module, log: [Self.magic]) == .build(Self.magic))
    }

    @Test func `what is refused for another reason is neither's`() {
        #expect(VersionRefusal(of: [], log: ["mtest: Unknown symbol walk (err -2)"]) == nil)
    }

    @Test func `versions of symbols besides the build's are the author's`() {
        let line = "mtest: disagrees about version of symbol module_layout"
        #expect(VersionRefusal(of: Self.object(versions: ["module_layout"]), log: [line]) == .build(line))
        #expect(
            VersionRefusal(of: Self.object(versions: ["module_layout", "_printk", "module_layout"]), log: [line])
                == .ownVersions(line))
    }

    /// A file with a section __versions (elf(5)): its header, the names of sections, the table, three section headers.
    private static func object(versions: [String]) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xff) } }
        func header(name: Int, offset: Int, size: Int) -> [UInt8] {
            number(name, 4) + number(0, 20) + number(offset, 8) + number(size, 8) + number(0, 24)
        }
        let names = Array("\0.shstrtab\0__versions\0".utf8)
        let table = versions.flatMap { number(7, 8) + Array($0.utf8) + number(0, 56 - $0.utf8.count) }
        let (first, second) = (64, 64 + names.count)
        let end = second + table.count
        return number(0, 0x28) + number(end, 8) + number(0, 10) + number(64, 2) + number(3, 2) + number(1, 2) + names
            + table + header(name: 0, offset: 0, size: 0) + header(name: 1, offset: first, size: names.count)
            + header(name: 11, offset: second, size: table.count)
    }

    private func grade(_ folder: String, headers: String? = nil, model: Bool = true) async throws -> CheckResult? {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        var kernel = try await KernelCatalogue.ofUser.defaultKernel()
        if let headers { kernel.headers = headers + kernel.headers.dropFirst(kernel.folder.count + "/usr".count) }
        let course = try Course.read(labs: "\(projectRoot)/labs")
        let checks = course.rubric.checks.filter { $0.id == "proc.loads" }
        let run = GradingRun(
            rubric: Rubric(checks: checks, model: model ? course.rubric.model : nil), mistakes: course.mistakes,
            installation: try Installation.find(),
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
        // The module to compare with is refused as well; where there is none, the kernel's words have to do.
        for model in [true, false] {
            let error = try await #require(throws: ForeignKernel.self) {
                _ = try await grade("\(projectRoot)/kmod-solution", headers: copy, model: model)
            }
            #expect(error.description.contains("module_layout"))
            #expect(error.description.contains("grader kernels"))
        }
    }

    @Test(arguments: [
        "pr_info(\"version magic '5.4.0' should be '6.1.0'\\n\");",
        "pr_info(\"mtest: disagrees about version of symbol module_layout\\n\");",
    ])
    func `a module that refuses to load and prints what a kernel of another build would say is charged`(
        words: String
    ) async throws {
        let place = try scratch()
        defer { try? FileManager.default.removeItem(atPath: place) }
        let source = """
            #include <linux/module.h>
            static int __init start(void) { \(words) return -ENOEXEC; }
            module_init(start);
            MODULE_LICENSE("GPL");
            """
        try source.write(toFile: "\(place)/mtest.c", atomically: true, encoding: .utf8)
        let outcome = try #require(try await grade(place))
        #expect(outcome.status == .fail)
        #expect(outcome.message.contains("ENOEXEC"))
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
