import FoundationEssentials
import Glibc

/// The recipes of this user, a folder for each kernel and compiler.
struct RecipeShelf: Sendable {
    private let folder: String
    private var file: String { "\(folder)/recipe.json" }

    /// In `folder`, for the kernel of `headers` and the compiler at `compiler`. A recipe is found again only as long as
    /// the compiler and the headers' configuration are the same files, unchanged.
    init(folder: String, headers: KernelHeaders, compiler: String) {
        var text = "3 \(Kbuild.make(folder: "")) \(headers.inside)"
        let paths = [compiler] + headers.mounts.map(\.source).flatMap { ["\($0)/.config", "\($0)/Makefile", $0] }
        for path in paths {
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            text += " \(path) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
        }
        // FNV-1a: enough to tell a handful of kernels apart, and the same on every run.
        let hash = text.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        self.folder = "\(folder)/\(String(hash, radix: 16))"
    }

    /// Nil when there is none, or none that can be read.
    func recipe() -> Recipe? {
        guard let data = try? Data(contentsOf: URL(filePath: file)) else { return nil }
        return try? JSONDecoder().decode(Recipe.self, from: data)
    }

    /// The folder with the compiled ``Preamble``; nil when there is none.
    var preamble: String? { access("\(folder)/\(Preamble.compiled)", R_OK) == 0 ? folder : nil }

    /// A failure costs only time: the recipe is learned again.
    ///
    /// - Parameters:
    ///   - recipe: the recipe.
    ///   - made: a folder that may hold the preamble, as it was compiled.
    func keep(_ recipe: Recipe, preambleIn made: String) {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Whoever finds the compiled one finds the other; and whoever finds a recipe need not learn.
        for name in [Preamble.file, Preamble.compiled] where access("\(made)/\(name)", R_OK) == 0 {
            let draft = "\(folder)/\(name).\(getpid())"
            guard
                (try? FileManager.default.copyItem(atPath: "\(made)/\(name)", toPath: draft)) != nil,
                Self.isOnDisk(draft), rename(draft, "\(folder)/\(name)") == 0
            else {
                unlink(draft)
                return
            }
        }
        try? JSONEncoder().encode(recipe).write(to: URL(filePath: file), options: .atomic)
    }

    /// Whether a file survives a loss of power from now on: one of the right name and half the length would be believed.
    private static func isOnDisk(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        return descriptor >= 0 && fsync(descriptor) == 0
    }

    /// `$XDG_CACHE_HOME/mtest-grader/recipes`, or `~/.cache/mtest-grader/recipes`.
    static var defaultFolder: String {
        let environment = ProcessInfo.processInfo.environment
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return "\(cache)/mtest-grader/recipes" }
        let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
        return "\(home)/.cache/mtest-grader/recipes"
    }
}
