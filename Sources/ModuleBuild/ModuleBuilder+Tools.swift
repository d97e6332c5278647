import FoundationEssentials
import Glibc

/// Programs that read sources without running them, in the sandbox of a build.
extension ModuleBuilder {
    /// What a program made of files.
    package struct Reading: Sendable {
        /// What was printed, cut at the limit.
        package var log: String
        /// Whether the program came to its end in the time that it had.
        package var isWhole: Bool
    }

    /// The folder, inside the sandbox, of the files that a script reads.
    package static let material = "/source"

    /// Runs a script with these files in ``material``, with this machine's own programs.
    ///
    /// - Parameters:
    ///   - files: Names without a slash, and contents.
    ///   - script: For sh.
    ///   - arguments: The script's `$1`, `$2`, ...
    ///   - folder: Created, and removed again.
    /// - Returns: What was printed.
    /// - Throws: `ModuleBuildError`, `CancellationError`.
    package func read(
        _ files: [String: [UInt8]], by script: String, _ arguments: [String] = [], in folder: String
    ) async throws -> Reading {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Self.make("\(folder)/source")
        for (name, bytes) in files {
            do { try Data(bytes).write(to: URL(filePath: "\(folder)/source/\(name)")) } catch {
                throw ModuleBuildError.folderUnusable(folder: folder, reason: "it cannot be written to")
            }
        }
        var headers = headers
        headers.system = ""
        let sandbox = Sandbox(headers: headers, limits: limits, source: "\(folder)/source")
        return Reading(
            try await SandboxRun.run(
                sandbox.arguments(script: script, arguments), wall: limits.wall, outputLimit: limits.output))
    }

    /// Compiles a submission with sparse beside the compiler, and returns what both printed.
    ///
    /// - Parameters:
    ///   - submission: The module.
    ///   - folder: Created, and removed again.
    /// - Returns: The lines about the submission's files; nil where this kernel is built with the programs of another
    ///   system, which has no sparse.
    /// - Throws: `ModuleBuildError`, `CancellationError`.
    package func sparse(_ submission: Submission, in folder: String) async throws -> (
        reading: Reading, lines: [CheckedLine]
    )? {
        guard headers.system.isEmpty else { return nil }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for part in ["source", "out"] { try Self.make("\(folder)/\(part)") }
        let staged = try StagedSources(submission, into: "\(folder)/source")
        let kbuild = Kbuild(submission: submission, staged: staged, headers: headers, compiler: compiler)
        let sandbox = Sandbox(headers: headers, limits: limits, source: "\(folder)/source", results: "\(folder)/out")
        let reading = Reading(
            try await SandboxRun.run(
                sandbox.arguments(script: Kbuild.checking, kbuild.arguments), wall: limits.wall,
                outputLimit: limits.output))
        let base = headers.worksInModule ? kbuild.folder : nil
        let lines = reading.log.split(whereSeparator: \.isNewline).compactMap { line in
            CheckedLine(line, base: Sandbox.build, relative: base, names: staged.names)
        }
        return (reading, lines.filter { staged.line($0.line, of: $0.file) != nil })
    }
}

extension ModuleBuilder.Reading {
    fileprivate init(_ outcome: SandboxRun.Outcome) {
        self.init(
            log: String(decoding: outcome.output, as: UTF8.self), isWhole: !outcome.timedOut && outcome.status == 0)
    }
}

extension ModuleBuilder {
    /// A line of a tool's output that begins with a place in the submission: `mtest.c:75:12: warning: ...`
    package struct CheckedLine: Sendable, Hashable {
        /// Relative to the submission.
        package var file: String
        /// Counted from 1.
        package var line: Int
        /// What follows the place, without blanks before it.
        package var text: String

        init?(_ text: Substring, base: String, relative: String?, names: [String: String]) {
            let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4, let line = Int(parts[1]), Int(parts[2]) != nil else { return nil }
            var path = String(parts[0])
            if !path.hasPrefix("/"), let relative { path = "\(relative)/\(path)" }
            guard path.hasPrefix(base + "/") else { return nil }
            let staged = String(path.dropFirst(base.count + 1))
            self.init(file: names[staged] ?? staged, line: line, text: String(parts[3].drop { $0 == " " }))
        }

        private init(file: String, line: Int, text: String) {
            self.file = file
            self.line = line
            self.text = text
        }
    }
}
