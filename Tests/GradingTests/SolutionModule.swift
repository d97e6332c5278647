import Foundation
import Installation
import ModuleBuild
import Testbed
import VirtualMachine

@testable import Grading

extension Module {
    /// The solution, in which `old` was replaced by `new`, built for the usual kernel.
    static func solution(replacing old: String = "", by new: String = "") async throws -> Module {
        let scratch = try Scratch()
        for file in ["mtest.c", "compat.h"] {
            let text = try String(contentsOfFile: "\(projectRoot)/kmod-solution/\(file)", encoding: .utf8)
            try scratch.write(old.isEmpty ? text : text.replacing(old, with: new), to: "module/\(file)")
        }
        let kernel = try await KernelCatalogue.ofUser.defaultKernel()
        let build = try await ModuleBuilder(headers: kernel.headers).build(
            Submission.find(in: scratch.path("module")), into: scratch.path("out"))
        guard case .built(let path, _) = build.status else { throw NotBuilt(log: build.log) }
        let bytes = try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
        return Module(name: "mtest", bytes: bytes, lines: nil)
    }

    private struct NotBuilt: Error { let log: String }
}
