import FoundationEssentials
import Glibc

/// The stored recipes of this user, in one folder for each kernel and compiler.
struct RecipeShelf: Sendable {
    /// One for each kernel and compiler, as long as they are the same unchanged files.
    let folder: String
    private var file: String { "\(folder)/recipe.json" }

    /// The shelf in `folder` for the kernel of `headers` and the compiler at `compiler`. A stored recipe is found only
    /// as long as the compiler and the headers' configuration are the same unchanged files.
    init(folder: String, headers: KernelHeaders, compiler: String) {
        var text = "4 \(Kbuild.make(folder: "")) \(headers.inside) \(headers.system)"
        let paths = [compiler] + headers.mounts.map(\.source).flatMap { ["\($0)/.config", "\($0)/Makefile", $0] }
        for path in paths {
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            text += " \(path) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
        }
        // FNV-1a: enough to distinguish a few kernels, and the same on every run.
        let hash = text.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        self.folder = "\(folder)/\(String(hash, radix: 16))"
    }

    /// What is known of a kernel's commands.
    enum Answer: Sendable {
        /// They make the module that kbuild makes.
        case recipe(Recipe)
        /// They do not, or are not such as can be kept: kbuild runs each time.
        case none
    }

    /// What is stored; nil when there is nothing, or when it cannot be read.
    func answer() -> Answer? {
        guard let data = try? Data(contentsOf: URL(filePath: file)) else { return nil }
        if data.isEmpty { return Answer.none }
        return (try? JSONDecoder().decode(Recipe.self, from: data)).map(Answer.recipe)
    }

    /// The stored recipe; nil when there is none, or when it cannot be read.
    func recipe() -> Recipe? {
        if case .recipe(let recipe) = answer() { recipe } else { nil }
    }

    /// Notes that there is no recipe for this kernel, so that it is not looked for before every build.
    func keepNone() {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try? Data().write(to: URL(filePath: file), options: .atomic)
    }

    /// The folder with the compiled ``Preamble``; nil when there is none.
    var preamble: String? { access("\(folder)/\(Preamble.compiled)", R_OK) == 0 ? folder : nil }

    /// Stores a recipe. A failure costs only time: the recipe is then learned again.
    ///
    /// - Parameters:
    ///   - recipe: the recipe to store.
    ///   - made: a folder that may hold the preamble, its compiled form, and what all modules are linked with.
    func keep(_ recipe: Recipe, preambleIn made: String) {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The order matters: a process that finds the compiled header must find the text, and one that finds the recipe
        // does not make the preamble again.
        for name in [Preamble.file, Preamble.compiled, Recipe.commonObject] where access("\(made)/\(name)", R_OK) == 0 {
            // Another node may use the same cache, and have a process of the same number.
            let draft = "\(folder)/\(name).\(UInt64.random(in: 0 ... .max))"
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

    /// Removes what is stored: modules that are right do not build with it.
    func forget() { try? FileManager.default.removeItem(atPath: folder) }

    /// Writes a file to the disk, so that it survives a loss of power. Without this, a file of half the length could be
    /// left under the right name and be used.
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
