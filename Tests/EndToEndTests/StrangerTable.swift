import Foundation
import Testbed
import Testing

extension Stranger: CustomTestStringConvertible {
    /// The name of a test case.
    public var testDescription: String { module }

    /// What it is graded by: all checks when they are recorded or asked for.
    func checks() throws -> [String] {
        guard !Depth.asked.hasEveryCheck, !Recording.isOn else { return [] }
        return try Depth.asked.checks(of: module, failing: fails)
    }
}

/// `Tests/Strangers/expectations.tsv`, as it is written.
actor StrangerTable {
    static let shared = StrangerTable()

    /// Writes what one module did not pass, and what was named.
    func record(_ stranger: Stranger, unpassed: [String], named: Set<String>) throws {
        var table = try Stranger.read()
        let fails = unpassed.filter { !stranger.perhaps.contains($0) }
        table[stranger.module] = Stranger(
            module: stranger.module, fails: fails, perhaps: stranger.perhaps, named: named.sorted())
        let heading = try String(contentsOfFile: Stranger.table, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("#") }.joined(separator: "\n")
        func text(_ list: [String]) -> String { list.isEmpty ? Stranger.none : list.joined(separator: " ") }
        let lines = table.values.sorted { $0.module < $1.module }.map {
            [$0.module, text($0.fails), text($0.perhaps), text($0.named)].joined(separator: "\t")
        }
        try (heading + "\n" + lines.joined(separator: "\n") + "\n").write(
            toFile: Stranger.table, atomically: true, encoding: .utf8)
    }
}
