/// A folder with exactly one kernel module in it, known by its sources; its Makefile is never looked at.
package struct Submission: Sendable, Hashable {
    /// Absolute path of the folder.
    package var root: String
    /// The C files that the module is compiled from, relative to ``root``, sorted. All in one folder.
    package var sources: [String]
    /// The headers and C files that may be included, relative to ``root``, sorted; ``sources`` are among them.
    package var files: [String]
    /// What the module is called once loaded: the name of its source with `_` for every character that is not a letter or
    /// a digit, or `mtest` when it has several sources.
    package var moduleName: String

    /// True when the name is not taken from a file, which is worth saying to a student who looks for it in `lsmod`.
    package var hasGivenName: Bool { sources.count > 1 }

    /// The name of a module of several sources.
    package static let givenName = "mtest"

    /// Looks for the module in `folder` and the folders in it.
    ///
    /// A C file is a module's when it says `module_init(...)`, defines `init_module` or has a `MODULE_LICENSE(...)`
    /// outside comments. Further C files beside it are its parts, unless they are programs (with a `main`, or with
    /// headers of the C library) or are included by another source. Symbolic links, devices and the like, hidden folders
    /// and what kbuild generates are passed over.
    ///
    /// - Throws: `SubmissionError`, always the student's to mend, except for `unreadable`.
    package static func find(in folder: String) throws(SubmissionError) -> Submission {
        let tree = try SourceTree.read(folder)
        var texts: [String: SourceText] = [:]
        for file in tree.files {
            texts[file] = SourceText(try SourceTree.contents(of: file, in: tree.root))
        }
        let code = tree.files.filter { $0.hasSuffix(".c") }
        let marked = code.filter { texts[$0]?.isModule == true }
        guard let first = marked.first else { throw .noModule(folder: folder, sources: code) }

        // One with an init function is the module; a second file with no more than a licence is a part of it.
        let starting = marked.filter { texts[$0]?.hasInit == true }
        let mains = starting.isEmpty ? marked : starting
        let home = folderPart(mains.first ?? first)
        guard mains.count == 1, marked.allSatisfy({ folderPart($0) == home }) else {
            throw .severalModules(folder: folder, sources: marked)
        }

        let included = Set(texts.values.flatMap(\.includedSources))
        let sources = code.filter { file in
            guard folderPart(file) == home else { return false }
            if mains.contains(file) { return true }
            return texts[file]?.isProgram == false && !included.contains(filePart(file))
        }
        let name = sources.count == 1 ? safe(String(filePart(sources[0]).dropLast(2))) : givenName
        return Submission(root: tree.root, sources: sources, files: tree.files, moduleName: name)
    }

    /// The folder of a relative path, with its final slash, or an empty string.
    static func folderPart(_ path: String) -> Substring {
        path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)]
    }

    /// The last part of a relative path.
    static func filePart(_ path: String) -> Substring {
        path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
    }

    /// A name that make and the module loader can both bear.
    static func safe(_ name: String) -> String {
        let safe = String(
            name.unicodeScalars.map { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9": Character(scalar)
                default: "_"
                }
            })
        // The kernel keeps 56 bytes for the name, of which one ends it.
        return safe.isEmpty ? givenName : String(safe.prefix(55))
    }
}
