import FoundationEssentials
import StableHash

/// How the strict kernel is configured: the files of the project's `kernel/strict`.
struct StrictConfiguration: Sendable {
    /// Path of the fragment that `tinyconfig` is merged with.
    let fragment: String
    private let text: String
    /// What modules are compiled with besides, by the header that it is put behind, below the kernel's tree: macros of the
    /// kernel's that assert nothing by themselves, or what is not for modules.
    private let additions: [(header: String, text: String)]

    private static let headers = ["include/linux/sched/signal.h", "include/linux/mmdebug.h"]

    /// - Throws: ``StrictBuildError/noConfiguration(folder:)``.
    init(folder: String) throws(StrictBuildError) {
        fragment = "\(folder)/config"
        guard let text = try? String(contentsOfFile: fragment, encoding: .utf8) else {
            throw .noConfiguration(folder: folder)
        }
        var additions: [(header: String, text: String)] = []
        for header in Self.headers {
            guard let text = try? String(contentsOfFile: "\(folder)/\(header)", encoding: .utf8) else {
                throw .noConfiguration(folder: folder)
            }
            additions.append((header, text))
        }
        (self.text, self.additions) = (text, additions)
    }

    /// What a kernel is made of: the version of its sources, and a sum of the configuration.
    func mark(of version: String) -> String { "\(version) \(sum)" }

    /// Whether a mark is one of this configuration, of whatever sources.
    func isMark(_ mark: String) -> Bool { mark.hasSuffix(" \(sum)") }

    private var sum: String {
        var hash = StableHash()
        for part in [text] + additions.map(\.text) + [StrictTools.compiler] { hash.add(part) }
        return hash.text
    }

    /// Puts the assertions into the headers that modules are built with.
    func amend(_ headers: String) throws {
        for addition in additions { try change("\(headers)/\(addition.header)") { $0 + addition.text } }
        // A lock that is kept is told with the place that took it: the student's line, and not one of this header.
        for (header, function) in [("mmap_lock", ""), ("rcupdate", " void rcu_lock_acquire")] {
            try change("\(headers)/include/linux/\(header).h") {
                $0.replacing("static inline\(function)", with: "static __always_inline\(function)")
            }
        }
    }

    /// A new file, not a change of one that a compiled tree may share.
    private func change(_ path: String, _ body: (String) -> String) throws {
        let text = body(try String(contentsOfFile: path, encoding: .utf8))
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// The first option of the fragment that a kernel's configuration does not have as the fragment says; nil where all
    /// are there. An option that kconfig does not know, or whose conditions are not met, is dropped in silence.
    func lost(in configuration: String) -> String? {
        let lines = Set(configuration.split(separator: "\n"))
        for line in text.split(separator: "\n") {
            if line.hasPrefix("CONFIG_"), !lines.contains(line) { return String(line) }
            guard line.hasPrefix("# CONFIG_"), line.hasSuffix(" is not set") else { continue }
            let name = line.dropFirst(2).prefix { $0 != " " }
            if lines.contains("\(name)=y"[...]) { return String(line) }
        }
        return nil
    }
}
