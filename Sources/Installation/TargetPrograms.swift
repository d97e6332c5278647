import FoundationEssentials
import Glibc
import StableHash
import Subprocess

/// The C programs of a folder such as `labs/targets`, each with the sources that all share in `common`.
package struct TargetPrograms: Sendable {
    /// A target program does not compile, or there is no compiler. The instructor's or the machine's.
    package struct Flaw: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    private let folder: String
    /// Names of the programs, which are those of their files without `.c`.
    package let names: [String]
    /// Files that all programs share, relative to the folder.
    private let common: [String]

    /// Lists the programs of `folder`; none where it cannot be read.
    package init(_ folder: String) {
        self.folder = folder
        names = Self.sources(in: folder).filter { $0.hasSuffix(".c") }.map { String($0.dropLast(2)) }
        common = Self.sources(in: "\(folder)/common").map { "common/\($0)" }
    }

    /// By the name of each program: a text that changes with every edit of its source, or of what all programs share.
    package var fingerprints: [String: String] {
        let shared = common.map { (name: $0, text: text(of: $0)) }
        return Dictionary(
            uniqueKeysWithValues: names.map { program in
                var hash = StableHash()
                for file in [(name: "\(program).c", text: text(of: "\(program).c"))] + shared {
                    hash.add(file.name)
                    hash.add(file.text)
                }
                return (program, hash.text)
            })
    }

    /// The one that modules are built with: a machine need not have another.
    private static let compiler = "gcc-12"

    /// Name and host path of every program, compiled statically for the machine. A program is compiled when its
    /// fingerprint is not in the folder `cache`.
    ///
    /// - Throws: ``Flaw``, or a file error.
    package func compiled(cache: String) async throws -> [String: String] {
        var programs: [String: String] = [:]
        for (name, fingerprint) in fingerprints.sorted(by: { $0.key < $1.key }) {
            let place = "\(cache)/\(fingerprint)"
            programs[name] = "\(place)/\(name)"
            if FileManager.default.isExecutableFile(atPath: "\(place)/\(name)") { continue }
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            let draft = "\(place)/.\(name)-\(UInt32.random(in: 0 ... .max))"
            let sources = ["\(name).c"] + common.filter { $0.hasSuffix(".c") }
            try await compile(sources.map { "\(folder)/\($0)" }, into: draft)
            // Whole or not at all: two graders may compile at once.
            guard rename(draft, "\(place)/\(name)") == 0 else {
                throw Flaw(description: "\(place)/\(name) cannot be written: \(String(cString: strerror(errno)))")
            }
        }
        return programs
    }

    private func compile(_ sources: [String], into path: String) async throws {
        do {
            let result = try await run(
                .name(Self.compiler), arguments: Arguments(["-static", "-O1", "-s", "-o", path] + sources),
                output: .discarded, error: .string(limit: 1 << 20))
            guard !result.terminationStatus.isSuccess else { return }
            let words = result.standardError
            throw Flaw(
                description: words.contains("No space left on device")
                    ? "\(path): no space is left for the target programs: make room, or set XDG_CACHE_HOME"
                    : "the target program \(sources[0]) does not compile: \(words)")
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Flaw(
                description: "the target programs cannot be compiled, because this machine has no \(Self.compiler): "
                    + "install the package \(Self.compiler)")
        }
    }

    private func text(of file: String) -> String {
        (try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)) ?? ""
    }

    private static func sources(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.hasSuffix(".c") || $0.hasSuffix(".h")
        }.sorted()
    }
}
