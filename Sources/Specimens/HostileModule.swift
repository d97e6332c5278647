import FoundationEssentials

/// A module that attacks the machine, the grader, or time: a body of `Tests/Hostile`, in the frame that all of them share.
package struct HostileModule: Hashable, Sendable {
    /// The name of the body's file without `.c`.
    package let name: String
    /// What the module does, as a sentence: the first line of the body.
    package let title: String
    /// What the body's line `// tags:` says; empty without one.
    package let tags: Set<Tag>
    /// The text of mtest.c: the body, and the frame after it.
    package let source: String

    /// What the line `// tags:` of a body says about the module.
    package enum Tag: String, Sendable {
        /// Graded by every `make test`; the others only with `MTEST_ALL=1`.
        case always
        /// All that goes wrong is the module's doing: no check may end as the grader's own error.
        case blamed
        /// It hangs: grading it costs time limits.
        case hangs
        /// What happens differs between two runs.
        case chance
    }

    /// The sources of the module, by file name.
    package var sources: [String: String] { ["mtest.c": source] }

    /// Puts a body into the frame.
    ///
    /// - Throws: `Flaw` when a line `// tags:` has an unknown word.
    init(name: String, body: String, frame: String) throws(Flaw) {
        self.name = name
        let comments = body.split(separator: "\n").prefix { $0.hasPrefix("// ") }.map { $0.dropFirst(3) }
        title = comments.first.map(String.init) ?? ""
        var tags: Set<Tag> = []
        for line in comments where line.hasPrefix("tags: ") {
            for word in line.dropFirst(6).split(separator: " ") {
                guard let tag = Tag(rawValue: String(word)) else { throw Flaw(name: name, word: String(word)) }
                tags.insert(tag)
            }
        }
        self.tags = tags
        source = body + "\n" + frame
    }

    /// The names of all hostile modules.
    ///
    /// - Parameter root: The project's folder.
    /// - Returns: The names, sorted.
    /// - Throws: That the folder cannot be read.
    package static func names(root: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(root)/Tests/Hostile")
            .filter { $0.hasSuffix(".c") && $0 != "frame.c" }.map { String($0.dropLast(2)) }.sorted()
    }

    /// Reads the body of one module, and the frame.
    ///
    /// - Parameters:
    ///   - name: One of `names(root:)`.
    ///   - root: The project's folder.
    /// - Returns: The module.
    /// - Throws: `Flaw`, or that a file cannot be read.
    package static func read(_ name: String, root: String) throws -> HostileModule {
        let folder = "\(root)/Tests/Hostile"
        return try HostileModule(
            name: name, body: String(contentsOfFile: "\(folder)/\(name).c", encoding: .utf8),
            frame: String(contentsOfFile: "\(folder)/frame.c", encoding: .utf8))
    }

    /// A tag that is none of `Tag`.
    package struct Flaw: Error, CustomStringConvertible {
        let name: String
        let word: String

        /// The file, and the word.
        package var description: String {
            "Tests/Hostile/\(name).c: `\(word)` is no tag; see HostileModule.Tag for those there are"
        }
    }
}
