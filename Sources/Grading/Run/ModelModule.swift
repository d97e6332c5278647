import FoundationEssentials
package import Installation
import ModuleBuild
import StableHash
package import VirtualMachine

/// A module that is known to be right, to repeat with it what a student's module leaves without a verdict.
package struct ModelModule: Sendable {
    /// The folder with its sources.
    private let folder: String
    private let installation: Installation
    private let kernel: Kernel

    /// The module whose sources are in `folder`, an absolute path or below the installation's, for machines of `kernel`. It is built when it is first
    /// needed, and kept in the user's cache.
    package init(folder: String, _ installation: Installation, _ kernel: Kernel) {
        self.folder = folder.hasPrefix("/") ? folder : "\(installation.home)/\(folder)"
        self.installation = installation
        self.kernel = kernel
    }

    /// The module.
    ///
    /// - Throws: why there is none, which is never the student's fault; `CancellationError`.
    func module() async throws -> Module {
        let submission = try Submission.find(in: folder)
        var hash = StableHash()
        for text in [kernel.release, kernel.headers] { hash.add(text) }
        for file in submission.files {
            hash.add(file)
            hash.add(try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8))
        }
        let place = "\(installation.cache)/control/\(hash.text).ko"
        if let kept = try? Data(contentsOf: URL(filePath: place)) {
            return Module(name: submission.moduleName, bytes: kept.withUnsafeBytes { Array($0) }, lines: nil)
        }
        let bytes = try await build(submission)
        // Whole or not at all: two graders may build it at once. A cache that cannot be written costs a build the next time.
        let cache = "\(installation.cache)/control"
        try? FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        try? Data(bytes).write(to: URL(filePath: place), options: .atomic)
        return Module(name: submission.moduleName, bytes: bytes, lines: nil)
    }

    private func build(_ submission: Submission) async throws -> [UInt8] {
        let built = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: built) }
        let build = try await ModuleBuilder(headers: kernel.headers, system: kernel.system).build(
            submission, into: built)
        guard case .built(let path, _) = build.status else {
            let reason = build.remarks.first { $0.severity == .error }?.message ?? "no reason"
            throw Unjudged.machine("the module to compare with does not build for \(kernel.release): \(reason)")
        }
        return try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
    }
}
