import Foundation
import Installation
import Testbed
import VirtualMachine

@testable import ModuleBuild

extension Scratch {
    /// A scratch folder with a submission in `in`; results go to `out` beside it.
    convenience init(_ files: [String: String]) throws {
        try self.init()
        try FileManager.default.createDirectory(atPath: submission, withIntermediateDirectories: true)
        for (path, text) in files { try write(text, to: "in/\(path)") }
    }

    var submission: String { path("in") }

    func builder(limits: BuildLimits = BuildLimits(), remembersCommands: Bool = true) async throws -> ModuleBuilder {
        let kernel = try await KernelCatalogue.ofUser.defaultKernel()
        return try ModuleBuilder(
            headers: kernel.headers, system: kernel.system, limits: limits, remembersCommands: remembersCommands)
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
