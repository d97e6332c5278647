import FoundationEssentials
import Subprocess

/// The C programs of `labs/targets`, each with what they share in `common`, compiled statically for the machine and kept until their sources change.
package enum TargetPrograms {
    /// A target program does not compile, or there is no compiler. The instructor's or the machine's.
    package struct Flaw: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// The one that modules are built with: a machine need not have another.
    private static let compiler = "gcc-12"

    /// Name and host path of every program; compiles what is missing from the cache.
    ///
    /// - Throws: ``Flaw``.
    package static func compiled(from folder: String, cache: String) async throws -> [String: String] {
        let files = names(in: folder)
        let common = names(in: "\(folder)/common").map { "common/\($0)" }
        var hash = StableHash()
        for file in files + common where file.hasSuffix(".c") || file.hasSuffix(".h") {
            hash.add(file)
            hash.add((try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)) ?? "")
        }
        let place = "\(cache)/\(hash.text)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        var programs: [String: String] = [:]
        for file in files where file.hasSuffix(".c") {
            let name = String(file.dropLast(2))
            programs[name] = "\(place)/\(name)"
            if FileManager.default.isExecutableFile(atPath: "\(place)/\(name)") { continue }
            let draft = "\(place)/.\(name)-\(UInt32.random(in: 0 ... .max))"
            let sources = [file] + common.filter { $0.hasSuffix(".c") }
            try await compile(sources.map { "\(folder)/\($0)" }, into: draft)
            // Whole or not at all: two graders may compile at once.
            _ = try? FileManager.default.removeItem(atPath: "\(place)/\(name)")
            try FileManager.default.moveItem(atPath: draft, toPath: "\(place)/\(name)")
        }
        return programs
    }

    private static func compile(_ sources: [String], into path: String) async throws {
        do {
            let result = try await run(
                .name(compiler), arguments: Arguments(["-static", "-O1", "-s", "-o", path] + sources),
                output: .discarded, error: .string(limit: 1 << 20))
            guard !result.terminationStatus.isSuccess else { return }
            let words = result.standardError
            throw Flaw(
                description: words.contains("No space left on device")
                    ? "\(path): no space is left for the target programs: make room, or set XDG_CACHE_HOME"
                    : "the target program \(sources[0]) does not compile: \(words)")
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Flaw(
                description: "the target programs cannot be compiled, because this machine has no `\(compiler)`: run "
                    + "`grader doctor` for what is missing")
        }
    }

    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}
