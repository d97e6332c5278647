import BenchRecordings
import Foundation
import Testbed

/// The files of the recordings: one for each judgement, one for the pages of all, and the specification itself.
struct RecordingShelf {
    private static let folder = "\(projectRoot)/Tests/MtestChecksTests/Recordings"

    private(set) var store = PageStore()
    private var judgements: [Judgement] = []
    private var recordings: [String: Data] = [:]

    private static func file(_ judgement: Judgement) -> String { "\(judgement.module).\(judgement.check).json" }

    static func recording(_ judgement: Judgement) throws -> Recording {
        try JSONDecoder().decode(Recording.self, from: Data(contentsOf: URL(filePath: "\(folder)/\(file(judgement))")))
    }

    static func store() throws -> PageStore {
        try JSONDecoder().decode(PageStore.self, from: Data(contentsOf: URL(filePath: "\(folder)/pages.json")))
    }

    /// Takes a judgement and what its bench has noted.
    mutating func keep(_ judgement: Judgement, _ bench: RecordingBench) throws {
        judgements.append(judgement)
        recordings[Self.file(judgement)] = try Self.encoder.encode(bench.recording)
        store = bench.store
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// Writes all files, in place of those that are there.
    func write() throws {
        try? FileManager.default.removeItem(atPath: Self.folder)
        try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
        for (name, data) in recordings { try data.write(to: URL(filePath: "\(Self.folder)/\(name)")) }
        try Self.encoder.encode(store).write(to: URL(filePath: "\(Self.folder)/pages.json"))
        let heading = """
            # What one check finds out about one module, on a real machine: made by `make record`, to be read in `git diff`.
            # module	check	how it fails, or -	the mistake that the values show, or -

            """
        try (heading + judgements.map { $0.line + "\n" }.joined())
            .write(toFile: Judgement.path, atomically: true, encoding: .utf8)
    }
}
