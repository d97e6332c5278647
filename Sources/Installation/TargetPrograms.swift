import FoundationEssentials
import Glibc
import StableHash
import Subprocess
package import TargetProtocol

/// The C programs of folders such as `labs/targets`, each with the sources that all share in `common`.
package struct TargetPrograms: Sendable {
    /// A target program does not compile, or there is no compiler. The instructor's or the machine's.
    package struct Flaw: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Names of the programs, which are those of their files without `.c`.
    package let names: [String]
    /// The folder of each program, by its name.
    private let homes: [String: String]
    /// The folder whose `common` a folder's programs share: its own, or the first that has one.
    private let shares: [String: String]

    /// Lists the programs of one folder; none where it cannot be read.
    package init(_ folder: String) { self.init([folder]) }

    /// Lists the programs of some folders. Of two with the same name, that of the earlier folder counts; a folder without
    /// `common` shares that of the first folder that has one.
    package init(_ folders: [String]) {
        var homes: [String: String] = [:]
        for folder in folders.reversed() {
            for source in Self.sources(in: folder) where source.hasSuffix(".c") {
                homes[String(source.dropLast(2))] = folder
            }
        }
        self.homes = homes
        names = homes.keys.sorted()
        let first = folders.first { !Self.sources(in: "\($0)/common").isEmpty }
        var shares: [String: String] = [:]
        for folder in folders {
            shares[folder] = Self.sources(in: "\(folder)/common").isEmpty ? first ?? folder : folder
        }
        self.shares = shares
    }

    /// The places and verbs of a program, as its sources have them.
    ///
    /// - Throws: `TargetManifest.Missing`.
    package func manifest(of program: String) throws(TargetManifest.Missing) -> TargetManifest {
        let home = homes[program] ?? shares.keys.min() ?? ""
        return try TargetManifest(program: program, folder: home, common: "\(shares[home] ?? home)/common")
    }

    /// The files that a program shares with others of its folder: paths, and names as fingerprints have them.
    private func common(of program: String) -> [(name: String, path: String)] {
        let share = homes[program].flatMap { shares[$0] } ?? ""
        return Self.sources(in: "\(share)/common").map { ("common/\($0)", "\(share)/common/\($0)") }
    }

    /// By the name of each program: a text that changes with every edit of its source, or of what all programs share.
    package var fingerprints: [String: String] {
        Dictionary(
            uniqueKeysWithValues: names.map { program in
                var hash = StableHash()
                let own = (name: "\(program).c", path: "\(homes[program] ?? "")/\(program).c")
                for file in [own] + common(of: program) {
                    hash.add(file.name)
                    hash.add(Self.text(of: file.path))
                }
                return (program, hash.text)
            })
    }

    /// The compilers that are looked for, the first one first. Those with a number are what modules are built with, so that
    /// a machine need not have another: of Debian 12, 13 and later.
    private static let compilers = ["gcc-12", "gcc-14", "gcc-13", "gcc-16", "gcc-15", "gcc"]
    /// Where Debian's packages put them.
    private static let programs = "/usr/bin"
    /// The one that is used: the first that there is.
    private static var compiler: String {
        compilers.first { access("\(programs)/\($0)", X_OK) == 0 } ?? compilers[0]
    }

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
            let home = homes[name] ?? ""
            let shared = common(of: name).map(\.path).filter { $0.hasSuffix(".c") }
            try await compile(["\(home)/\(name).c"] + shared, headers: shares[home] ?? home, into: draft)
            // Whole or not at all: two graders may compile at once.
            guard rename(draft, "\(place)/\(name)") == 0 else {
                throw Flaw(description: "\(place)/\(name) cannot be written: \(String(cString: strerror(errno)))")
            }
        }
        return programs
    }

    /// Compiles a program; `headers` is the folder below which it finds `common/target.h`.
    private func compile(_ sources: [String], headers: String, into path: String) async throws {
        do {
            let result = try await run(
                .name(Self.compiler),
                arguments: Arguments(["-static", "-O1", "-s", "-I", headers, "-o", path] + sources),
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

    private static func text(of path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    private static func sources(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.hasSuffix(".c") || $0.hasSuffix(".h")
        }.sorted()
    }
}
