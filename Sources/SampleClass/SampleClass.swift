import FoundationEssentials
import Glibc
import Specimens

/// Makes submissions to measure and to test with: the reference module, its mutants and the hostile modules.
///
///     SampleClass FOLDER COUNT [--no-hanging] [--no-hostile]     a class, in which no two submissions are alike
///     SampleClass FOLDER COUNT --broken                          a class of which no submission compiles: cheap to grade
///     SampleClass FOLDER COUNT --gradebook                       a gradebook of a class, with verdicts from recorded runs
///     SampleClass FOLDER --only NAME                             one mutant or hostile module, to be graded by hand
///
/// It is run in the project's folder.
@main struct SampleClass {
    /// A kind of submission.
    struct Kind {
        var name: String
        var files: [String: String]
    }

    /// The project's folder.
    private static let root = "."

    static func main() throws {
        var words = Array(CommandLine.arguments.dropFirst())
        if words.count == 3, words[1] == "--only" {
            let kind = try one(words[2])
            try SubmissionFolder.write(kind.files, to: words[0])
            print("\(kind.name) is in \(words[0])")
            return
        }
        let options = words.filter { $0.hasPrefix("--") }
        words.removeAll { $0.hasPrefix("--") }
        guard words.count == 2, let count = Int(words[1]), count > 0,
            Set(options).isSubset(of: ["--no-hanging", "--no-hostile", "--broken", "--gradebook"])
        else {
            print(
                "usage: SampleClass FOLDER COUNT [--no-hanging] [--no-hostile] [--broken] [--gradebook]\n       SampleClass FOLDER --only NAME"
            )
            exit(2)
        }
        if options.contains("--gradebook") {
            let cost = try SampleGradebook(root: root).write(to: words[0], students: count)
            print("\(cost.answers) answers in \(words[0]), \(cost.perThousand) s of the processor for 1,000 of them")
            return
        }
        let kinds =
            options.contains("--broken")
            ? [try broken]
            : try self.kinds(hanging: !options.contains("--no-hanging"), hostile: !options.contains("--no-hostile"))
        // As many digits as the last number has, and no fewer than three.
        let width = max(3, String(count - 1).count)
        for number in 0..<count {
            let kind = kinds[number % kinds.count]
            let digits = String(repeating: "0", count: width - String(number).count) + String(number)
            // What makes one student's files different from another's.
            let files = kind.files.map { file, text in
                (file, file.hasSuffix(".c") ? text + "\n/* student \(number) */\n" : text)
            }
            try SubmissionFolder.write(
                Dictionary(uniqueKeysWithValues: files), to: "\(words[0])/\(digits)-\(kind.name)")
        }
        print("\(count) submissions of \(min(count, kinds.count)) kinds in \(words[0])")
    }

    /// The reference module with a mistake that the compiler finds.
    static var broken: Kind {
        get throws {
            var files = try ReferenceModule.sources(root: root)
            files["mtest.c", default: ""] += "\nint missing_semicolon\n"
            return Kind(name: "broken", files: files)
        }
    }

    /// The reference module first, then the mutants and the hostile modules.
    ///
    /// - Parameters:
    ///   - hanging: Whether modules that hang are among them: they cost time limits.
    ///   - hostile: Whether hostile modules are among them.
    /// - Returns: At least the reference module.
    /// - Throws: That a specimen cannot be read.
    static func kinds(hanging: Bool, hostile: Bool) throws -> [Kind] {
        let reference = try ReferenceModule.sources(root: root)
        var kinds = [Kind(name: "solution", files: reference)]
        for mutant in try Mutant.ids(root: root).map({ try Mutant.read($0, root: root) })
        where hanging || !mutant.hangs {
            kinds.append(Kind(name: mutant.id, files: try mutant.sources(of: reference)))
        }
        guard hostile else { return kinds }
        // Two runs of the class are compared: what differs by chance is left out.
        for module in try HostileModule.names(root: root).map({ try HostileModule.read($0, root: root) })
        where !module.tags.contains(.chance) && (hanging || !module.tags.contains(.hangs)) {
            kinds.append(Kind(name: module.name, files: module.sources))
        }
        return kinds
    }

    /// A mutant or a hostile module by its name.
    static func one(_ name: String) throws -> Kind {
        if try HostileModule.names(root: root).contains(name) {
            return Kind(name: name, files: try HostileModule.read(name, root: root).sources)
        }
        let mutant = try Mutant.read(name, root: root)
        return Kind(name: name, files: try mutant.sources(of: ReferenceModule.sources(root: root)))
    }
}
