import FoundationEssentials
import Installation
import Words

/// The labs that a command of `grader lab` is about: one, or all of a folder.
struct LabSelection {
    /// What is installed, with the labs' folder as its labs.
    let installation: Installation
    /// The labs that are asked for, in their order.
    let labs: [LabOnDisk]

    /// Finds the labs in a folder, which may be a lab itself.
    ///
    /// - Throws: `Installation.Missing`.
    init(
        _ folder: String, hidden: HiddenOption, kernel: KernelOption? = nil,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        let path = URL(filePath: folder).standardizedFileURL.path
        let isLab = FileManager.default.fileExists(atPath: "\(path)/lab.yml")
        let holder = isLab ? URL(filePath: path).deletingLastPathComponent().path : path
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                description:
                    "there is no folder \(folder.visibleLine): `grader lab new \(folder.visibleLine)` makes one",
                status: 2)
        }
        var found = try Installation.find(labs: holder, hidden: hidden.folder, progress: progress)
        found.kernelName = kernel?.name
        installation = found
        let names = isLab ? [URL(filePath: path).lastPathComponent] : LabFolders.names(in: holder)
        let installed = installation
        labs = names.map {
            LabOnDisk(name: $0, folder: "\(holder)/\($0)", shown: isLab ? folder : "\(folder)/\($0)", installed)
        }
    }
}

/// The files of one lab.
struct LabOnDisk {
    /// The folder's name, for example `1-first`.
    let name: String
    /// An absolute path.
    let folder: String
    /// The path as the caller wrote it, for messages.
    let shown: String
    /// The folder of a module that passes every check; the reference module of the installation for a lab about mtest that
    /// has none. Nil where there is none.
    let solution: String?
    /// The folder that students begin with; that of the installation as above.
    let skeleton: String?

    init(name: String, folder: String, shown: String, _ installation: Installation) {
        self.name = name
        self.folder = folder
        self.shown = shown.count > 1 && shown.hasSuffix("/") ? String(shown.dropLast()) : shown
        // Labs that are installed about mtest have one solution and one skeleton together.
        let isInstalled = !installation.labs.areOwn
        func found(_ own: String, _ common: String) -> String? {
            let candidates = ["\(folder)/\(own)"] + (isInstalled ? ["\(installation.home)/\(common)"] : [])
            return candidates.first { FileManager.default.fileExists(atPath: $0) }
        }
        solution = found("solution", "kmod-solution")
        skeleton = found("skeleton", "kmod-skeleton")
    }

    /// Names of the files of its mutants, sorted.
    var mutants: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/mutants")) ?? [])
            .filter { $0.hasSuffix(".yml") }.sorted()
    }

    /// The texts of the C files of a folder, by name.
    static func sources(in folder: String) -> [String: String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var sources: [String: String] = [:]
        // A build by hand leaves files that kbuild makes.
        for name in names where (name.hasSuffix(".c") || name.hasSuffix(".h")) && !name.hasSuffix(".mod.c") {
            sources[name] = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        }
        return sources
    }

    /// The only C file of the solution, which edits are about that name no file; nil where there are several.
    static func mainFile(of sources: [String: String]) -> String? {
        let code = sources.keys.filter { $0.hasSuffix(".c") }
        return code.count == 1 ? code.first : nil
    }
}
