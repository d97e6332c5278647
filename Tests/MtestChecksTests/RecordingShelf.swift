import BenchRecordings
import Foundation
import Testbed

/// The files of the recordings: one for each judgement, one for the pages of all, one that says what each was made from, and
/// the specification itself.
struct RecordingShelf {
    private static let folder = "\(projectRoot)/Tests/MtestChecksTests/Recordings"

    private(set) var store = PageStore()
    private var judgements: [Judgement] = []
    private var recordings: [String: Data] = [:]
    /// By the names of judgements.
    private var origins: [String: RecordingOrigin] = [:]
    /// The names of those that were made from something else than is there now.
    private var stale: Set<String> = []
    private var reader = OriginReader()

    /// No recordings.
    init() {}

    /// Those that are there; the stale ones stay until others take their places.
    static func kept() async throws -> RecordingShelf {
        let known = try RecordingOrigin.kept()
        var shelf = RecordingShelf()
        shelf.store = try store()
        for judgement in Judgement.all {
            guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/\(file(judgement))")) else { continue }
            shelf.judgements.append(judgement)
            shelf.recordings[file(judgement)] = data
            let before = known[judgement.name]
            if let before { shelf.origins[before.name] = before }
            if try await shelf.reader.origin(of: judgement) != before { shelf.stale.insert(judgement.name) }
        }
        return shelf
    }

    /// How many there are that are not stale.
    var fresh: Int { judgements.count { !stale.contains($0.name) } }

    /// Whether there is a recording of a module and a check that is not stale.
    func has(_ candidate: Judgement) -> Bool {
        judgements.contains { $0.name == candidate.name } && !stale.contains(candidate.name)
    }

    /// Leaves out what could not be made anew.
    mutating func dropStale() { judgements.removeAll { stale.contains($0.name) } }

    private static func file(_ judgement: Judgement) -> String { "\(judgement.module).\(judgement.check).json" }

    static func recording(_ judgement: Judgement) throws -> Recording {
        try JSONDecoder().decode(Recording.self, from: Data(contentsOf: URL(filePath: "\(folder)/\(file(judgement))")))
    }

    static func store() throws -> PageStore {
        try JSONDecoder().decode(PageStore.self, from: Data(contentsOf: URL(filePath: "\(folder)/pages.json")))
    }

    /// Takes a judgement and what its bench has noted.
    mutating func keep(_ judgement: Judgement, _ bench: RecordingBench) async throws {
        judgements.removeAll { $0.name == judgement.name }
        judgements.append(judgement)
        stale.remove(judgement.name)
        recordings[Self.file(judgement)] = try Self.encoder.encode(bench.recording)
        origins[judgement.name] = try await reader.origin(of: judgement)
        store = bench.store
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// Writes all files, each in place of the one that is there; files of what is no candidate any more go.
    mutating func write(of candidates: [Judgement]) throws {
        let places = Dictionary(candidates.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        judgements = judgements.filter { places[$0.name] != nil }
            .sorted { (places[$0.name] ?? 0) < (places[$1.name] ?? 0) }
        let files = Set(judgements.map(Self.file))
        recordings = recordings.filter { files.contains($0.key) }
        try keepPages()
        try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
        for (name, data) in recordings { try data.write(to: URL(filePath: "\(Self.folder)/\(name)"), options: .atomic) }
        try Self.encoder.encode(store).write(to: URL(filePath: "\(Self.folder)/pages.json"), options: .atomic)
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        where name.hasSuffix(".json") && name != "pages.json" && !files.contains(name) {
            try FileManager.default.removeItem(atPath: "\(Self.folder)/\(name)")
        }
        let heading = """
            # What one check finds out about one module, on a real machine: made by `make record`, to be read in `git diff`.
            # module	check	how it fails, or -	the mistake that the values show, or -

            """
        try (heading + judgements.map { $0.line + "\n" }.joined())
            .write(toFile: Judgement.path, atomically: true, encoding: .utf8)
        try RecordingOrigin.write(judgements.compactMap { origins[$0.name] })
    }

    /// Only pages that a recording names.
    private mutating func keepPages() throws {
        var named: Set<String> = []
        for data in recordings.values {
            named.formUnion(try JSONDecoder().decode(Recording.self, from: data).pageNames)
        }
        store.pages = store.pages.filter { named.contains($0.key) }
    }
}
