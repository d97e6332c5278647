import FoundationEssentials
package import Installation
package import ModuleBuild
import Version
package import VirtualMachine

/// What came of building a submission for a kernel.
package struct BuiltModule: Sendable {
    /// How the build ended, and what it said.
    package let build: BuildResult
    /// The module; nil where it was not built.
    package let module: Module?

    /// Builds a submission, or takes what was made of the same bytes before.
    ///
    /// - Parameters:
    ///   - submission: The student's sources.
    ///   - kernel: What it is built for.
    ///   - installation: Whose cache keeps what is built.
    ///   - folder: Where the module and its debug information go; the caller removes it, and the module's lines are not to be
    ///     had afterwards.
    /// - Throws: `ModuleBuildError`; what reading the module throws; `CancellationError`.
    package init(
        _ submission: Submission, for kernel: Kernel, _ installation: Installation, in folder: String
    ) async throws {
        let builder = try ModuleBuilder(headers: kernel.headers, system: kernel.system)
        let shelf = BuildShelf(folder: "\(installation.cache)/builds", version: GraderVersion.current)
        build = try await shelf.build(submission, by: builder, into: folder)
        guard case .built(let path, let debug) = build.status else {
            module = nil
            return
        }
        let bytes = try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
        module = Module(name: submission.moduleName, bytes: bytes, lines: builder.lines(of: debug))
    }
}
