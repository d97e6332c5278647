import FoundationEssentials

/// A module that attacks the machine, the grader, or time: a body of `Tests/Hostile`, in the frame that all of them share.
package struct HostileModule: Hashable, Sendable {
    /// The name of the body's file without `.c`.
    package let name: String
    /// What the module does, as a sentence: the first line of the body.
    package let title: String
    /// What the body's line `// tags:` says; empty without one.
    package let tags: Set<Tag>
    /// The sources of the module, by file name. mtest.c is the body, and the frame after it.
    package let sources: [String: String]

    /// What the line `// tags:` of a body says about the module.
    package enum Tag: String, Sendable {
        /// Graded by every `make test`; the others only with `MTEST_ALL=1`.
        case always
        /// It goes on as the reference module does; the frame is frame-solution.c then.
        case solution
        /// It hangs: grading it costs time limits.
        case hangs
        /// What happens differs between two runs.
        case chance
    }

    /// Puts a body into the frame.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - body: The text of its file.
    ///   - frame: What follows it.
    ///   - solution: The frame and the sources of the reference module, for a body that goes on as that does.
    ///   - headers: What bodies share, by file name: for one that includes a file of its own folder.
    /// - Throws: `Flaw` when a line `// tags:` has an unknown word; `Edit.Misfit`.
    init(
        name: String, body: String, frame: String, solution: (frame: String, sources: [String: String]) = ("", [:]),
        headers: [String: String] = [:]
    ) throws {
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
        var sources = ["mtest.c": ""]
        if tags.contains(.solution) {
            sources = solution.sources
            for edit in Self.renaming { try edit.apply(to: &sources) }
        }
        sources["mtest.c"] = [body, sources["mtest.c"] ?? "", tags.contains(.solution) ? solution.frame : frame]
            .filter { !$0.isEmpty }.joined(separator: "\n")
        if body.contains("#include \"") { sources.merge(headers) { own, _ in own } }
        self.sources = sources
    }

    /// Other names for the functions of the reference module that the frame has.
    private static let renaming = [
        // The body has used the one of <linux/printk.h>.
        Edit(find: "#define pr_fmt", replace: "#undef pr_fmt\n#define pr_fmt"),
        Edit(
            find: "static ssize_t mtest_write(struct file *file,",
            replace:
                "static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos);\n\n"
                + "static ssize_t reference_write(struct file *file,"),
        Edit(find: "static int __init mtest_init(void)", replace: "static int __init reference_init(void)"),
        Edit(find: "static void __exit mtest_exit(void)", replace: "static void __exit reference_exit(void)"),
        Edit(find: "module_init(mtest_init);\nmodule_exit(mtest_exit);\n", replace: ""),
    ]

    /// The names of all hostile modules.
    ///
    /// - Parameter root: The project's folder.
    /// - Returns: The names, sorted.
    /// - Throws: That the folder cannot be read.
    package static func names(root: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(root)/Tests/Hostile")
            .filter { $0.hasSuffix(".c") && !$0.hasPrefix("frame") }.map { String($0.dropLast(2)) }.sorted()
    }

    /// Reads the body of one module, and the frame.
    ///
    /// - Parameters:
    ///   - name: One of `names(root:)`.
    ///   - root: The project's folder.
    /// - Returns: The module.
    /// - Throws: `Flaw`, `Edit.Misfit`, or that a file cannot be read.
    package static func read(_ name: String, root: String) throws -> HostileModule {
        let folder = "\(root)/Tests/Hostile"
        return try HostileModule(
            name: name, body: String(contentsOfFile: "\(folder)/\(name).c", encoding: .utf8),
            frame: String(contentsOfFile: "\(folder)/frame.c", encoding: .utf8),
            solution: (
                String(contentsOfFile: "\(folder)/frame-solution.c", encoding: .utf8),
                ReferenceModule.sources(root: root)
            ), headers: headers(of: folder))
    }

    private static func headers(of folder: String) throws -> [String: String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".h") }
        return Dictionary(
            uniqueKeysWithValues: try names.map { ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
        )
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
