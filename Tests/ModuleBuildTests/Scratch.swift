import Foundation
import VirtualMachine

@testable import ModuleBuild

/// A folder that is gone when the test is.
final class Scratch: Sendable {
    let folder: String

    init(_ files: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.path + "/module-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(folder)/in", withIntermediateDirectories: true)
        for (path, text) in files { try write(Data(text.utf8), to: path) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The submission; results go beside it.
    var submission: String { "\(folder)/in" }

    func write(_ data: Data, to path: String) throws {
        let file = URL(filePath: "\(submission)/\(path)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    func builder(limits: BuildLimits = BuildLimits(), remembersCommands: Bool = true) async throws -> ModuleBuilder {
        let kernel = try await KernelCatalogue(folder: KernelCatalogue.defaultFolder).defaultKernel()
        return try ModuleBuilder(headers: kernel.headers, limits: limits, remembersCommands: remembersCommands)
    }

    func build(limits: BuildLimits = BuildLimits(), remembersCommands: Bool = true) async throws -> BuildResult {
        let builder = try await builder(limits: limits, remembersCommands: remembersCommands)
        return try await builder.build(try Submission.find(in: submission), into: "\(folder)/out")
    }
}

/// A module with `body` in its init function and `top` in front of it.
func module(top: String = "", body: String = "", license: String = "MODULE_LICENSE(\"GPL\");") -> String {
    """
    #include <linux/module.h>
    \(top)
    static int __init start(void)
    {
    \(body)
    	return 0;
    }
    static void __exit stop(void) {}
    module_init(start);
    module_exit(stop);
    \(license)
    """
}
