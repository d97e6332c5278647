import Foundation
import Yams

/// Makes a class to measure and to test with: submissions from the reference module, its mutants and the hostile modules,
/// no two alike.
///
///     sample-class FOLDER COUNT [--no-hanging] [--no-hostile]
@main struct SampleClass {
    /// A kind of submission.
    struct Kind {
        var name: String
        var files: [String: String]
    }

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let words = arguments.filter { !$0.hasPrefix("--") }
        guard words.count == 2, let folder = words.first, let count = words.last.flatMap({ Int($0) }), count > 0 else {
            print("usage: sample-class FOLDER COUNT [--no-hanging] [--no-hostile]")
            exit(2)
        }
        let kinds = try self.kinds(
            hanging: !arguments.contains("--no-hanging"), hostile: !arguments.contains("--no-hostile"))
        for number in 0..<count {
            let kind = kinds[number % kinds.count]
            let digits = String(number + 1000).dropFirst()
            let place = "\(folder)/\(digits)-\(kind.name)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            for (file, text) in kind.files {
                // What makes one student's different from another's.
                let mark = file.hasSuffix(".c") ? "\n/* student \(number) */\n" : ""
                try (text + mark).write(toFile: "\(place)/\(file)", atomically: true, encoding: .utf8)
            }
        }
        print("\(count) submissions of \(min(count, kinds.count)) kinds in \(folder)")
    }

    /// The solution first, then mutants and hostile modules in turn.
    static func kinds(hanging: Bool, hostile: Bool) throws -> [Kind] {
        let solution = try sources("kmod-solution")
        let mutants = try names("Tests/Mutants").filter { $0.hasSuffix(".yml") }.map {
            try mutant($0, of: solution)
        }
        // What comes of rubbish in the kernel's memory is chance, as is how far one comes before a bomb goes off: no two
        // runs of a class could be compared.
        let attacks =
            hostile
            ? try names("Tests/Hostile").filter { !$0.hasPrefix("scribble-") && !$0.hasSuffix("-after-init") } : []
        let attackers = try attacks.filter { hanging || !hangs($0) }.map {
            Kind(name: $0, files: try sources("Tests/Hostile/\($0)"))
        }
        let others = hanging ? mutants : mutants.filter { !hangs($0.name) }
        return [Kind(name: "solution", files: solution)] + others + attackers
    }

    /// Kinds that do not come back, whose cost is deadlines: told from what they are called.
    static func hangs(_ name: String) -> Bool {
        let words = [
            "loop-", "sleep-", "halt-", "deadlock", "lock-kept", "mmap-lock", "without-end", "slow-", "rcu-kept",
            "spinlock", "flood-",
        ]
        return words.contains { name.contains($0) }
    }

    static func mutant(_ file: String, of solution: [String: String]) throws -> Kind {
        let text = try String(contentsOfFile: "Tests/Mutants/\(file)", encoding: .utf8)
        guard let root = try Yams.compose(yaml: text), let edits = root["edits"]?.sequence else {
            throw Flaw(file: file)
        }
        var files = solution
        for edit in edits {
            let name = edit["file"]?.string ?? "mtest.c"
            guard let old = edit["find"]?.string, let new = edit["replace"]?.string, let source = files[name],
                let place = source.range(of: old)
            else { throw Flaw(file: file) }
            files[name] = source.replacingCharacters(in: place, with: new)
        }
        return Kind(name: String(file.dropLast(4)), files: files)
    }

    static func sources(_ folder: String) throws -> [String: String] {
        var sources: [String: String] = [:]
        for name in try names(folder) where name.hasSuffix(".c") || name.hasSuffix(".h") {
            sources[name] = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        }
        return sources
    }

    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter { !$0.hasPrefix(".") }
    }

    /// An edit of a mutant that does not fit the reference module.
    struct Flaw: Error, CustomStringConvertible {
        let file: String
        var description: String { "Tests/Mutants/\(file): an edit does not fit kmod-solution" }
    }
}
