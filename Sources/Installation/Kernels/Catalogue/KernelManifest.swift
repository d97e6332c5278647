import FoundationEssentials
import VirtualMachine

/// What a catalogue entry says about itself, in `manifest.json`. It is the last file that is written, so an entry that
/// has one was complete.
struct KernelManifest: Codable, Sendable {
    /// Who may take it without being asked to. Graders that know no ``suite`` take the newest of Debian's, and build with
    /// this machine's tools: another kernel than the usual one, in a cache that they share, would change their marks.
    enum Origin: String, Codable {
        /// Fetched by the grader from Debian, and of the usual series.
        case debian
        /// Named by the user: with `grader kernels add`, its files outside the catalogue, or, where there is a suite, fetched
        /// from that.
        case added
    }

    static let fileName = "manifest.json"

    var release: String
    var origin: Origin
    /// Package name to version, as apt served them. Empty for an added kernel.
    var packages: [String: String]
    /// Relative to the entry's folder, or absolute for an added kernel. The same holds for the next two.
    var image: String
    var headers: String
    var modules: String
    /// Files that a build or a boot cannot do without, with their sizes in bytes; paths as above.
    var essentials: [String: Int]
    /// The form of this file: 2. Files without it are of graders that knew no more than the above; they are read as they
    /// are, and older graders read these.
    var version: Int? = 2
    /// The compiler that the kernel was built with, `gcc-12`; nil where its configuration does not say.
    var compiler: String?
    /// The name of the root that modules are built with (``SuiteRoot``), to which a link in the entry leads; nil for this
    /// machine's own tools.
    var root: String?
    /// Debian's suite that it came from; nil for an added kernel, and where an older grader fetched it, from Debian 12.
    var suite: String?
    /// What the strict kernel was made of (``StrictConfiguration/mark(of:)``); nil for every other.
    var strict: String?

    static func read(from folder: String) throws -> KernelManifest {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/\(fileName)"))
        return try JSONDecoder().decode(KernelManifest.self, from: data)
    }

    func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(filePath: "\(folder)/\(Self.fileName)"), options: .atomic)
    }

    /// Whether the user has its files, outside the catalogue.
    var isAdded: Bool { origin == .added && suite == nil && strict == nil }

    /// The kernel that it describes; `folder` is the entry's.
    func kernel(in folder: String) -> Kernel {
        func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
        return Kernel(
            release: release, image: absolute(image), headers: absolute(headers), modules: absolute(modules),
            folder: folder)
    }

    /// The link in an entry that leads to the root that its modules are built with.
    private static let link = "system"

    /// Puts the link to the root in place: in `folder`, which lies in the catalogue's.
    func linkRoot(in folder: String) throws {
        guard let root else { return }
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/\(Self.link)", withDestinationPath: "../\(SuiteRoot.parent)/\(root)")
    }

    /// The first essential file that is gone or has another size, or nil. A stat for each of about fifteen files, so
    /// that it can be asked every time the grader starts.
    func firstFlaw(in folder: String) -> String? {
        if let root, FileStatus(of: "\(folder)/\(Self.link)/\(SuiteRoot.proof)") == nil {
            return "the build tools that it needs, \(root), are missing"
        }
        for (path, size) in essentials.sorted(by: { $0.key < $1.key }) {
            let absolute = path.hasPrefix("/") ? path : "\(folder)/\(path)"
            guard let found = FileStatus(of: absolute) else { return "\(absolute) is missing" }
            guard found.size == size else {
                return "\(absolute) has \(found.size) bytes where \(size) were stored"
            }
        }
        return nil
    }

    /// Measures the given files; those that do not exist are left out.
    static func sizes(of paths: [String], in folder: String) -> [String: Int] {
        var sizes: [String: Int] = [:]
        for path in paths {
            let absolute = path.hasPrefix("/") ? path : "\(folder)/\(path)"
            if let found = FileStatus(of: absolute) { sizes[path] = found.size }
        }
        return sizes
    }
}
