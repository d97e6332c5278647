import Foundation
import Specimens
import StableHash
import Testbed

@testable import Grading

/// What a recording was made from. Where a part of it is another one now, a machine might answer otherwise, and the recording
/// shows nothing any more.
struct RecordingOrigin: Hashable {
    /// Module and check.
    let name: String
    /// By the words that a person reads, a hash of each part.
    let parts: [Part: String]

    /// A part of what a recording is made from.
    enum Part: String, CaseIterable {
        /// The text of the module's files.
        case module = "the module's sources"
        /// The fields of the check by which the machine is asked: neither words nor points, nor what only judges use.
        case check = "the check"
        /// The sources of the processes in the machine.
        case target = "the target program"
        /// How the agent and the targets are spoken to.
        case messages = "the protocol"
    }

    /// Where they are kept.
    static let path = "\(projectRoot)/Tests/MtestChecksTests/origins.tsv"

    fileprivate init(name: String, parts: [Part: String]) {
        self.name = name
        self.parts = parts
    }

    private init?(line: Substring) {
        let fields = line.split(separator: "\t").map(String.init)
        guard fields.count == 2 + Part.allCases.count else { return nil }
        name = "\(fields[0]) \(fields[1])"
        parts = Dictionary(uniqueKeysWithValues: zip(Part.allCases, fields.dropFirst(2)))
    }

    /// What is another one than it was.
    func changes(since other: RecordingOrigin) -> [String] {
        Part.allCases.filter { parts[$0] != other.parts[$0] }.map(\.rawValue)
    }

    /// What the recordings that are there were made from, by name.
    static func kept() throws -> [String: RecordingOrigin] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return Dictionary(
            lines.filter { !$0.hasPrefix("#") }.compactMap(RecordingOrigin.init(line:)).map { ($0.name, $0) }
        ) { $1 }
    }

    static func write(_ origins: [RecordingOrigin]) throws {
        let heading = "# What each recording was made from, as hashes: written by `make recordings`.\n# module\tcheck\t"
        let lines = origins.map { origin in
            (origin.name.split(separator: " ").map(String.init) + Part.allCases.map { origin.parts[$0] ?? "" })
                .joined(separator: "\t")
        }
        let names = Part.allCases.map(\.rawValue).joined(separator: "\t")
        try ([heading + names] + lines).map { $0 + "\n" }.joined()
            .write(toFile: path, atomically: true, encoding: .utf8)
    }
}

/// Says what recordings would be made from now. Each module and each program is read once.
struct OriginReader {
    private var modules: [String: String] = [:]
    private var targets: [String: String] = [:]
    private var messages: String?

    /// Fields of a check that do not reach its machine.
    private static let unasked: Set = ["needs", "mistakes", "unlike", "core", "lesson"]

    /// What a recording of this judgement would be made from.
    mutating func origin(of judgement: Judgement) async throws -> RecordingOrigin {
        let check = try JudgementTests.check(judgement.check)
        let program = check.setup.program
        if modules[judgement.module] == nil {
            modules[judgement.module] = Self.hash(try await Judgement.sources(of: judgement.module))
        }
        if targets[program] == nil { targets[program] = Self.hash(try Self.target(program)) }
        if messages == nil { messages = try Self.protocols() }
        return RecordingOrigin(
            name: judgement.name,
            parts: [
                .module: modules[judgement.module] ?? "",
                .check: Self.hash(check.decisive.filter { !Self.unasked.contains($0.key) }),
                .target: targets[program] ?? "", .messages: messages ?? "",
            ])
    }

    private static func hash(_ texts: [String: String]) -> String {
        var hash = StableHash()
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            hash.add(name)
            hash.add(text)
        }
        return hash.text
    }

    private static func texts(in folder: String) throws -> [String: String] {
        var texts: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/\(folder)") {
            let path = "\(folder)/\(name)"
            texts[path] = try String(contentsOfFile: "\(projectRoot)/\(path)", encoding: .utf8)
        }
        return texts
    }

    private static func target(_ program: String) throws -> [String: String] {
        var sources = try texts(in: "labs/targets/common")
        sources[program] = try String(contentsOfFile: "\(projectRoot)/labs/targets/\(program).c", encoding: .utf8)
        return sources
    }

    /// Comments say nothing on the wire.
    private static func protocols() throws -> String {
        let sources = try texts(in: "Sources/AgentProtocol").merging(texts(in: "Sources/TargetProtocol")) { $1 }
        return hash(
            sources.mapValues { text in
                text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
            })
    }
}

extension Judgement {
    /// Before the name of a stranger's module.
    static let strangers = "stranger-"

    /// The text of each file of a module.
    ///
    /// - Parameter module: `solution`, the id of a mutant, or `stranger-` and the name of a stranger's module.
    /// - Returns: the texts by the files' names.
    /// - Throws: that there is no such module, or its edits do not fit.
    static func sources(of module: String) async throws -> [String: String] {
        if module.hasPrefix(strangers) {
            return try await Stranger(module: String(module.dropFirst(strangers.count))).sources()
        }
        var sources = try ReferenceModule.sources(root: projectRoot)
        guard module != "solution" else { return sources }
        for edit in try Mutant.read(module, root: projectRoot).edits { try edit.apply(to: &sources) }
        return sources
    }
}
