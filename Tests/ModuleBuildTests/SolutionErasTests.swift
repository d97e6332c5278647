import Foundation
import Installation
import Testbed
import Testing
import VirtualMachine

@testable import ModuleBuild

/// The reference module on kernels of all years. There is no 5.4 to be had from Debian: its side of each change is laid over
/// 5.10, where that is in this user's cache.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SolutionErasTests {
    private static let names = ["kmod-solution", "kmod-skeleton"]

    private static func kernels() throws -> [Kernel] { try KernelCatalogue.ofUser.installed() }

    static var hasOldest: Bool {
        (try? kernels().contains { $0.release.hasPrefix("5.10.") }) ?? false
    }

    private func build(_ scratch: Scratch, on kernel: Kernel) async throws -> BuildResult {
        let builder = try ModuleBuilder(headers: kernel.headers, system: kernel.system, remembersCommands: false)
        return try await builder.build(try Submission.find(in: scratch.submission), into: scratch.path("out"))
    }

    private func isBuilt(_ result: BuildResult) -> Bool {
        if case .built = result.status { return result.remarks.isEmpty }
        return false
    }

    @Test(
        .enabled("5.10 is not in the cache: grader kernels fetch 5.10") { SolutionErasTests.hasOldest },
        arguments: names)
    func `compat.h has what 5.4 lacks`(name: String) async throws {
        let kernel = try #require(try Self.kernels().first { $0.release.hasPrefix("5.10.") })
        let folder = "\(projectRoot)/\(name)"
        let compat = try String(contentsOfFile: "\(folder)/compat.h", encoding: .utf8)
            .replacing("#include <linux/version.h>", with: "#include <linux/version.h>\n#include \"as-5.4.h\"")
            .replacing("LINUX_VERSION_CODE", with: "KERNEL_VERSION(5, 4, 0)")
        // 5.4 has these as functions only by backport.
        let names = ["mmap_read_lock", "mmap_read_lock_killable", "mmap_read_unlock", "mmap_assert_locked"]
        let proof = names.map { "#ifndef \($0)\n#error 5.4 has no \($0)\n#endif\n" }.joined()
        let scratch = try Scratch([
            "mtest.c": try String(contentsOfFile: "\(folder)/mtest.c", encoding: .utf8), "compat.h": compat + proof,
            "as-5.4.h": try String(
                contentsOfFile: "\(projectRoot)/Tests/ModuleBuildTests/Eras/as-5.4.h", encoding: .utf8),
        ])
        let result = try await build(scratch, on: kernel)
        #expect(isBuilt(result), "\(result.log)")
        // Without compat.h's part nothing of it compiles: what is laid over 5.10 is really another kernel.
        try scratch.write(
            compat.replacing("KERNEL_VERSION(5, 4, 0)", with: "KERNEL_VERSION(5, 10, 0)"), to: "in/compat.h")
        #expect(!isBuilt(try await build(scratch, on: kernel)))
    }

    @Test(arguments: names) func `the module builds without a warning on every kernel that is here`(name: String)
        async throws
    {
        for kernel in try Self.kernels() {
            let files = try ["mtest.c", "compat.h"].map {
                ($0, try String(contentsOfFile: "\(projectRoot)/\(name)/\($0)", encoding: .utf8))
            }
            let result = try await build(try Scratch(Dictionary(uniqueKeysWithValues: files)), on: kernel)
            #expect(isBuilt(result), "\(kernel.release): \(result.log)")
        }
    }
}
