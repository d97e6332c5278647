import Foundation
import MtestChecks
import Specimens
import Testbed
import Testing

/// `Tests/Kernels/outcomes.tsv`, and the document that is made from it.
actor KernelOutcomeTable {
    static let shared = KernelOutcomeTable()

    private static let path = "Tests/Kernels/outcomes.tsv"

    private struct Key: Hashable {
        let series: String
        let subject: KernelOutcome.Subject
    }

    private static func text() throws -> String {
        try String(contentsOfFile: "\(projectRoot)/\(path)", encoding: .utf8)
    }

    static func outcomes() throws -> [KernelOutcome] {
        try text().split(separator: "\n").filter { !$0.hasPrefix("#") }.map { try KernelOutcome(line: $0) }
    }

    /// Writes what came of one module on one kernel, in the place of what came of it on that series before.
    func record(_ outcome: KernelOutcome) throws {
        var rows: [Key: KernelOutcome] = [:]
        for row in try Self.outcomes() + [outcome] { rows[Key(series: row.series, subject: row.subject)] = row }
        let heading = try Self.text().split(separator: "\n").filter { $0.hasPrefix("#") }.map(String.init)
        let sorted = rows.values.sorted { a, b in
            a.series == b.series ? a.subject < b.subject : KernelOutcome.isOlder(a.series, b.series)
        }
        try write((heading + sorted.map(\.line)).joined(separator: "\n") + "\n", to: Self.path)
        try writeDocument()
    }

    static func document() throws -> KernelDocument {
        KernelDocument(
            outcomes: try outcomes(), explanations: try KernelExplanation.all(),
            rubric: try Course.read(labs: "\(projectRoot)/labs").rubric,
            totals: [
                .mutant: try Mutant.ids(root: projectRoot).count,
                .hostile: try HostileModule.names(root: projectRoot).count,
            ])
    }

    func writeDocument() throws { try write(Self.document().text, to: KernelDocument.path) }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: "\(projectRoot)/\(path)", atomically: true, encoding: .utf8)
    }
}
