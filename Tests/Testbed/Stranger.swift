import Foundation

/// A module by an author who knew the contract and not the grader, or a small input on which the grader was wrong; and what
/// is expected of it.
package struct Stranger: Sendable, Hashable {
    /// Its folder in Tests/Strangers, or the name of its file in Tests/Cases/modules.
    package let module: String
    /// Checks that it does not pass.
    package var fails: [String]
    /// Checks that it passes in some runs only.
    package var perhaps: [String]
    /// Mistakes that a check names.
    package var named: [String]

    package init(module: String, fails: [String] = [], perhaps: [String] = [], named: [String] = []) {
        self.module = module
        self.fails = fails
        self.perhaps = perhaps
        self.named = named
    }

    /// The difference of a module does not fit, or a line of the table has other columns.
    package struct Flaw: Error {
        package let text: String
    }

    private static let folder = "\(projectRoot)/Tests/Strangers"
    private static let cases = "\(projectRoot)/Tests/Cases"

    /// `Tests/Strangers/expectations.tsv`: a line for each module.
    package static let table = "\(folder)/expectations.tsv"
    /// How the table writes that there is nothing.
    package static let none = "-"

    /// The lines of the table, by module.
    package static func read() throws -> [String: Stranger] {
        let text = try String(contentsOfFile: table, encoding: .utf8)
        var lines: [String: Stranger] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "\t").map(String.init)
            guard fields.count == 4 else { throw Flaw(text: String(line)) }
            func list(_ field: String) -> [String] {
                field == none ? [] : field.split(separator: " ").map(String.init)
            }
            lines[fields[0]] = Stranger(
                module: fields[0], fails: list(fields[1]), perhaps: list(fields[2]), named: list(fields[3]))
        }
        return lines
    }

    /// The names of the modules that there are.
    package static func modules() throws -> [String] {
        let folders = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.first?.isNumber == true }
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(cases)/modules")
        return folders + files.map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
    }

    /// The text of each of its files, by name: a module of its own, or the one of that day's solution after a difference.
    package func sources() async throws -> [String: String] {
        for path in ["\(Self.folder)/\(module)/mtest.c", "\(Self.cases)/modules/\(module).c"]
        where FileManager.default.fileExists(atPath: path) {
            let folder = URL(filePath: path).deletingLastPathComponent().path
            let headers = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".h") }
            return try Dictionary(uniqueKeysWithValues: headers.map { ($0, "\(folder)/\($0)") } + [("mtest.c", path)])
                .mapValues { try String(contentsOfFile: $0, encoding: .utf8) }
        }
        let scratch = try Scratch()
        for file in ["mtest.c", "compat.h"] {
            try scratch.write(try String(contentsOfFile: "\(Self.cases)/base/\(file)", encoding: .utf8), to: file)
        }
        let outcome = try await Program.run(
            "/usr/bin/patch", ["-s", "-p0", "-i", "\(Self.cases)/modules/\(module).diff"], in: scratch.folder)
        guard outcome.status == 0 else { throw Flaw(text: "\(module): \(outcome.output)\(outcome.complaint)") }
        return ["mtest.c": try scratch.read("mtest.c"), "compat.h": try scratch.read("compat.h")]
    }

    /// Writes its sources into a folder.
    package func unpack(into scratch: Scratch) async throws {
        for (file, text) in try await sources() { try scratch.write(text, to: file) }
    }
}
