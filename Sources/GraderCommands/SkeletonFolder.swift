import FoundationEssentials
package import Skeleton

/// A folder of module sources, with markers or without, and what students get of it.
package struct SkeletonFolder: Sendable {
    /// The names and texts of its files, as they are.
    private let files: [(name: String, text: String)]
    /// The marked ones among them.
    private let sources: [String: MarkedSource]

    /// Reads the C files and the Makefile of a folder, and nothing else that may lie there.
    ///
    /// - Throws: `MarkerError`, or `Failure` where a file cannot be read.
    package init(_ folder: String) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Failure(
                description: "\(folder) is missing: it belongs beside labs/, put it back or install the grader anew",
                status: 3)
        }
        let kept = names.sorted().filter { $0 == "Makefile" || ($0.isSource && !$0.hasSuffix(".mod.c")) }
        files = try kept.map { name in
            guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) else {
                throw Failure(description: "\(folder)/\(name) cannot be read: see who may read it", status: 3)
            }
            return (name, text)
        }
        var sources: [String: MarkedSource] = [:]
        for (name, text) in files where name.isSource {
            sources[name] = try MarkedSource(text, file: "\(folder)/\(name)")
        }
        self.sources = sources
    }

    /// The labs that leave something to a student, sorted.
    package var labs: [Int] { sources.values.reduce(into: Set()) { $0.formUnion($1.labs) }.sorted() }

    /// The files as they are at a starting point.
    package func files(_ start: StartingPoint) -> [(name: String, text: String)] {
        files.map { name, text in (name, sources[name]?.text(start.state) ?? text) }
    }
}

extension String {
    fileprivate var isSource: Bool { hasSuffix(".c") || hasSuffix(".h") }
}
