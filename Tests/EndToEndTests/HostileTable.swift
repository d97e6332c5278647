import Foundation
import Results
import Specimens
import Testbed
import Testing

/// What came of one hostile module: a line of Tests/Hostile/outcomes.tsv.
struct HostileOutcome: Hashable {
    let module: String
    /// What it took, as a bound that does not change with every run.
    let time: String
    /// Points of the core, and their maximum.
    let points: String
    /// How many checks it failed, and how many were nobody's.
    let charged: Int
    let nobodys: Int
    /// What is said about the first check that it did not pass; empty where it passed all.
    let told: String

    /// Seconds that are told from one another.
    private static let bounds = [10, 30, 60, 120, 240]

    init(_ module: HostileModule, _ result: SubmissionResult) {
        self.module = module.name
        time = Self.bounds.first { result.duration < Double($0) }.map { "\($0) s" } ?? "minutes"
        let score = result.checks.reduce(0) { $0 + $1.score }
        let most = result.checks.reduce(0) { $0 + $1.maxScore }
        points = "\(Int(score)) of \(Int(most))"
        charged = result.checks.count { $0.status == .fail }
        nobodys = result.checks.count { $0.status == .error }
        let first = result.checks.first { $0.status == .error } ?? result.checks.first { $0.status == .fail }
        told = first.map { "\($0.id): \(Self.steady($0.message))" } ?? ""
    }

    /// Addresses and large numbers differ between runs; tabs, newlines and bars are of the tables.
    private static func steady(_ message: String) -> String {
        message.replacing(/0x[0-9a-f]{4,}/, with: "0x…").replacing(/[0-9]{3,}/, with: "…")
            .replacing(/[\t\n|]/, with: " ")
    }

    init(line: Substring) throws {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        try #require(fields.count == 6, "\(line)")
        (module, time, points, told) = (fields[0], fields[1], fields[2], fields[5])
        charged = try #require(Int(fields[3]))
        nobodys = try #require(Int(fields[4]))
    }

    var line: String { [module, time, points, "\(charged)", "\(nobodys)", told].joined(separator: "\t") }
}

/// `Tests/Hostile/outcomes.tsv`, and the document that is made from it.
actor HostileTable {
    static let shared = HostileTable()

    private static let path = "Tests/Hostile/outcomes.tsv"
    /// What was tried that is no module, by hand: a line for each, of what is tried, what came of it, and what shows it.
    private static let others = "Tests/Hostile/others.tsv"

    static func text(of path: String) throws -> String {
        try String(contentsOfFile: "\(projectRoot)/\(path)", encoding: .utf8)
    }

    private static func lines(of path: String) throws -> [Substring] {
        try text(of: path).split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    private static func outcomes() throws -> [String: HostileOutcome] {
        let all = try lines(of: path).map { try HostileOutcome(line: $0) }
        return Dictionary(all.map { ($0.module, $0) }) { $1 }
    }

    /// The points that a module has earned when it was recorded; nil for one that was not.
    static func points(of module: String) throws -> Int? {
        try outcomes()[module].flatMap { Int($0.points.prefix { $0.isNumber }) }
    }

    static func document() throws -> HostileDocument {
        let modules = try HostileModule.names(root: projectRoot).map { try HostileModule.read($0, root: projectRoot) }
        let others = try lines(of: others).map { $0.split(separator: "\t").map(String.init) }
        return HostileDocument(modules: modules, outcomes: try outcomes(), others: others)
    }

    /// Writes what came of one module; lines of modules that are gone go.
    func record(_ outcome: HostileOutcome) throws {
        try Recording.requireUsualKernel()
        var table = try Self.outcomes()
        table[outcome.module] = outcome
        let names = try HostileModule.names(root: projectRoot)
        let heading = try Self.text(of: Self.path).split(separator: "\n").filter { $0.hasPrefix("#") }
        let lines = heading.map(String.init) + names.compactMap { table[$0]?.line }
        try write(lines.joined(separator: "\n") + "\n", to: Self.path)
        try writeDocument()
    }

    func writeDocument() throws { try write(Self.document().text, to: HostileDocument.path) }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: "\(projectRoot)/\(path)", atomically: true, encoding: .utf8)
    }
}
