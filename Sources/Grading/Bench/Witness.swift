import FoundationEssentials
package import Installation
import ModuleBuild
import StableHash
package import VirtualMachine

/// A kernel module of the grader's own, which sees how the student's module uses a process: at each access to a few words
/// of the kernel it notes which locks and references there are at that moment (`WitnessSource.swift`).
package struct Witness: Sendable {
    /// Its name in the machine. A student's module of this name is loaded first, and so nothing is seen of it.
    static let name = "grader_witness"

    private let installation: Installation
    private let kernel: Kernel

    /// The witness for machines of `kernel`. It is built when it is first needed, and kept in the user's cache.
    package init(_ installation: Installation, _ kernel: Kernel) {
        self.installation = installation
        self.kernel = kernel
    }

    /// The bytes of the module.
    ///
    /// - Throws: ``Unjudged`` where it cannot be built, which is never the student's fault; `CancellationError`.
    func module() async throws -> [UInt8] {
        var hash = StableHash()
        for text in [Self.source, kernel.release, kernel.headers] { hash.add(text) }
        let place = "\(installation.cache)/witness/\(hash.text).ko"
        if let kept = try? Data(contentsOf: URL(filePath: place)) { return kept.withUnsafeBytes { Array($0) } }
        let bytes: [UInt8]
        do { bytes = try await build() } catch let error as CancellationError { throw error } catch {
            throw Unjudged.machine("the module that watches locks cannot be built: \(error)")
        }
        // A cache that cannot be written costs a build the next time. Whole or not at all: two graders may build it at once.
        let cache = "\(installation.cache)/witness"
        try? FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        try? Data(bytes).write(to: URL(filePath: place), options: .atomic)
        return bytes
    }

    private func build() async throws -> [UInt8] {
        let folder = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/source", withIntermediateDirectories: true)
        try Self.source.write(toFile: "\(folder)/source/\(Self.name).c", atomically: true, encoding: .utf8)
        let submission = try Submission.find(in: "\(folder)/source")
        let build = try await ModuleBuilder(headers: kernel.headers, system: kernel.system).build(
            submission, into: "\(folder)/built")
        guard case .built(let path, _) = build.status else {
            let reason = build.remarks.first { $0.severity == .error }?.message ?? "no reason"
            throw Unjudged.machine("the module that watches locks does not build for \(kernel.release): \(reason)")
        }
        return try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
    }
}
