import Foundation
import Grading
import MtestChecks
import Subprocess
import SystemPackage
import Testbed
import Testing

/// What is expected of one module of a stranger.
struct Stranger: Sendable, Hashable, CustomTestStringConvertible {
    /// Its folder in Tests/Strangers, or the name of its file in Tests/Cases/modules.
    let module: String
    /// Checks that it does not pass.
    var fails: [String]
    /// Checks that it passes in some runs only.
    var perhaps: [String]
    /// Mistakes that a check names.
    var named: [String]

    var testDescription: String { module }

    /// Writes its sources into a folder.
    func unpack(into scratch: Scratch) async throws {
        let folder = "\(projectRoot)/Tests/Strangers/\(module)"
        let cases = "\(projectRoot)/Tests/Cases"
        if FileManager.default.fileExists(atPath: folder) {
            try scratch.write(try String(contentsOfFile: "\(folder)/mtest.c", encoding: .utf8), to: "mtest.c")
            return
        }
        if FileManager.default.fileExists(atPath: "\(cases)/modules/\(module).c") {
            let text = try String(contentsOfFile: "\(cases)/modules/\(module).c", encoding: .utf8)
            try scratch.write(text, to: "mtest.c")
            return
        }
        for file in ["mtest.c", "compat.h"] {
            try scratch.write(try String(contentsOfFile: "\(cases)/base/\(file)", encoding: .utf8), to: file)
        }
        let outcome = try await Subprocess.run(
            .name("patch"), arguments: ["-s", "-p0", "-i", "\(cases)/modules/\(module).diff"],
            workingDirectory: FilePath(scratch.folder), output: .string(limit: 4096), error: .string(limit: 4096))
        try #require(outcome.terminationStatus.isSuccess, "\(outcome.standardOutput)")
    }

    /// What it is graded by: all checks when they are recorded or asked for; else those that it fails, and a sixth of the
    /// others, another sixth for each module.
    func checks() throws -> [String] {
        guard case .few = Choice.asked, !Recording.isOn else { return [] }
        let all = try Course.read(labs: "\(projectRoot)/labs").rubric.checks.map(\.id)
        let letters = module.utf8.reduce(0) { $0 + Int($1) }
        return all.enumerated().filter { ($0.offset + letters).isMultiple(of: 6) || fails.contains($0.element) }
            .map(\.element)
    }
}

/// `Tests/Strangers/expectations.tsv`: a line for each module.
actor StrangerTable {
    static let shared = StrangerTable()

    private static let path = "\(projectRoot)/Tests/Strangers/expectations.tsv"
    private static let none = "-"

    /// The lines, by module.
    static func read() throws -> [String: Stranger] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var table: [String: Stranger] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "\t").map(String.init)
            try #require(fields.count == 4, "\(line)")
            func list(_ field: String) -> [String] {
                field == none ? [] : field.split(separator: " ").map(String.init)
            }
            table[fields[0]] = Stranger(
                module: fields[0], fails: list(fields[1]), perhaps: list(fields[2]), named: list(fields[3]))
        }
        return table
    }

    /// The modules that there are.
    static func modules() throws -> [String] {
        let folders = try FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/Tests/Strangers")
            .filter { $0.first?.isNumber == true }
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/Tests/Cases/modules")
        return folders + files.map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
    }

    /// Writes what one module did not pass, and what was named.
    func record(_ stranger: Stranger, unpassed: [String], named: Set<String>) throws {
        var table = try Self.read()
        let fails = unpassed.filter { !stranger.perhaps.contains($0) }
        table[stranger.module] = Stranger(
            module: stranger.module, fails: fails, perhaps: stranger.perhaps, named: named.sorted())
        let heading = try String(contentsOfFile: Self.path, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("#") }.joined(separator: "\n")
        func text(_ list: [String]) -> String { list.isEmpty ? Self.none : list.joined(separator: " ") }
        let lines = table.values.sorted { $0.module < $1.module }.map {
            [$0.module, text($0.fails), text($0.perhaps), text($0.named)].joined(separator: "\t")
        }
        try (heading + "\n" + lines.joined(separator: "\n") + "\n").write(
            toFile: Self.path, atomically: true, encoding: .utf8)
    }
}
