/// A folder with exactly one kernel module, found by its sources. The folder's Makefile is never read.
package struct Submission: Sendable, Hashable {
    /// Absolute path of the folder.
    package var root: String
    /// The C files that the module is compiled from, relative to ``root``, sorted. They are all in one folder.
    package var sources: [String]
    /// All headers and C files, relative to ``root``, sorted; ``sources`` are among them.
    package var files: [String]
    /// The name of the loaded module: the name of its source, with `_` for every character that is not a letter or a
    /// digit, or `mtest` when it has several sources.
    package var moduleName: String

    /// True when the name does not come from a file. Tell the student so, who may look for another name in `lsmod`.
    package var hasGivenName: Bool { sources.count > 1 }

    /// The name of every module with several sources.
    package static let givenName = "mtest"

    /// Looks for the module in `folder` and the folders in it.
    ///
    /// A C file belongs to a module when it has `module_init(...)`, `init_module` or `MODULE_LICENSE(...)` outside
    /// comments. Other C files in the same folder are parts of the module, unless they are programs (with a `main`, or
    /// with headers of the C library) or another source includes them. Symbolic links, devices and the like, hidden
    /// folders and files that kbuild generates are ignored.
    ///
    /// - Throws: `SubmissionError`. The student has to fix it, except for `unreadable`.
    package static func find(in folder: String) throws(SubmissionError) -> Submission {
        let tree = try SourceTree.read(folder)
        var texts: [String: SourceText] = [:]
        var wide: [String] = []
        for file in tree.files {
            let contents = try SourceTree.contents(of: file, in: tree.root)
            // What Windows' editor calls Unicode: no compiler of C reads it.
            if SourceText.isUTF16(contents) { wide.append(file) }
            texts[file] = SourceText(contents)
        }
        let headers = Set(texts.values.flatMap(\.includedHeaders))
        if let file = wide.first(where: { $0.hasSuffix(".c") || headers.contains(filePart($0)) }) {
            throw .notUTF8(path: file)
        }
        let code = tree.files.filter { $0.hasSuffix(".c") }
        let marked = code.filter { texts[$0]?.isModule == true }
        guard let first = marked.first else { throw .noModule(folder: folder, sources: code) }

        // The file with an init function is the module; a second file that has only a licence is a part of it.
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

    /// A name that make and the module loader both accept.
    static func safe(_ name: String) -> String {
        let safe = String(
            name.unicodeScalars.map { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9": Character(scalar)
                default: "_"
                }
            })
        // The kernel keeps 56 bytes for the name, including the final NUL.
        return safe.isEmpty ? givenName : String(safe.prefix(55))
    }
}
