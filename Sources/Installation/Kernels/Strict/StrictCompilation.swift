import FoundationEssentials
import Glibc
internal import Subprocess

/// kbuild in a tree of the kernel's sources, in a sandbox: no network, nothing to write to but the tree.
struct StrictCompilation: Sendable {
    /// The folder of the sources.
    let tree: String
    let progress: @Sendable (String) -> Void

    /// Objects that a whole build makes, for the share that is shown: counted in 6.1.192.
    private static let objects = 1235

    /// Configures the tree and compiles it; what was compiled before is not compiled again.
    ///
    /// - Throws: ``StrictBuildError``, `CancellationError`.
    func run(_ configuration: StrictConfiguration) async throws {
        progress("configuring the strict kernel")
        let merge = "scripts/kconfig/merge_config.sh -m .config /fragment"
        let script = "set -e; make -s \(Self.compilers) tinyconfig; \(merge); make -s \(Self.compilers) olddefconfig"
        // Touched anew, the configuration would have everything compiled anew.
        if FileStatus(of: "\(tree)/.config") == nil || lost(configuration) != nil {
            try await build(["sh", "-c", script], step: "its configuration", fragment: configuration.fragment)
        }
        if let option = lost(configuration) { throw StrictBuildError.lost(option: option) }
        let processors = max(1, ProcessInfo.processInfo.activeProcessorCount)
        let compiled = Share(known: objects(), all: Self.objects)
        progress("compiling the strict kernel: \(compiled.text)")
        try await build(
            ["make", "-j\(processors)"] + Self.compilers.split(separator: " ").map(String.init) + [
                "bzImage", "modules",
            ],
            step: "its compilation", fragment: configuration.fragment, compiled)
    }

    private static let compilers = "CC=\(StrictTools.compiler) HOSTCC=\(StrictTools.compiler)"

    private func lost(_ configuration: StrictConfiguration) -> String? {
        configuration.lost(in: (try? String(contentsOfFile: "\(tree)/.config", encoding: .utf8)) ?? "")
    }

    /// Objects that are there.
    private func objects() -> Int {
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: tree)) ?? []
        return all.count { $0.hasSuffix(".o") }
    }

    // MARK: -

    /// How much of it is compiled.
    private struct Share {
        var known: Int
        let all: Int
        var text: String { "\(min(99, known * 100 / all)) %" }
    }

    /// What kbuild prints of each object of the kernel.
    private static let steps = ["  CC ", "  AS ", "  LD "]

    private func build(
        _ command: [String], step: String, fragment: String, _ share: Share? = nil
    ) async throws {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        let line = Self.sandbox(tree: tree, fragment: fragment) + command
        let progress = progress
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(["-i", "PATH=/usr/bin:/bin"] + line), platformOptions: options,
            input: .none, output: .sequence, error: .combinedWithOutput
        ) { execution in
            var share = share
            var complaint: String?
            var last = ""
            for try await line in execution.standardOutput.strings() {
                try Task.checkCancellation()
                if var counted = share, Self.steps.contains(where: line.hasPrefix) {
                    counted.known += 1
                    if counted.text != share?.text { progress("compiling the strict kernel: \(counted.text)") }
                    share = counted
                }
                if complaint == nil, line.contains("error:") || line.contains(": not found") || line.contains("***") {
                    complaint = line
                }
                last = line
            }
            return complaint ?? last
        }
        guard !result.terminationStatus.isSuccess else { return }
        try Task.checkCancellation()
        let detail = String(result.closureResult.prefix(200))
        if detail.contains("No space left on device") {
            throw KernelFetchError.noSpace(folder: tree, needed: StrictBuild.spaceNeeded, available: 0)
        }
        throw StrictBuildError.failed(step: step, detail: detail)
    }

    /// What stands before a command that is run in the tree.
    private static func sandbox(tree: String, fragment: String) -> [String] {
        // The same files from the same sources, wherever and whenever.
        let names = [("TIMESTAMP", "1970-01-01"), ("USER", "mtest"), ("HOST", "mtest")].map {
            ("KBUILD_BUILD_\($0)", $1)
        }
        var line = [
            "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
            "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C",
        ]
        for (name, value) in names { line += ["--setenv", name, value] }
        line += ["--ro-bind", "/usr", "/usr"]
        for folder in ["bin", "sbin", "lib", "lib64"] { line += ["--symlink", "usr/\(folder)", "/\(folder)"] }
        return line + [
            "--ro-bind-try", "/etc/alternatives", "/etc/alternatives", "--proc", "/proc", "--dev", "/dev",
            "--tmpfs", "/tmp", "--ro-bind", fragment, "/fragment", "--bind", tree, "/linux", "--chdir", "/linux",
        ]
    }
}
