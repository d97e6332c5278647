import AgentProtocol
import Foundation
import Grading
import KernelLog
import Testing

/// Reports of the kernel among what the module prints.
@Suite struct KernelReportTests {
    /// What a machine of two processors logged while one of them warned and the other one answered commands.
    static func records() throws -> [KernelRecord] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "interleaved.log")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return lines.enumerated().map { number, line in
            KernelRecord(sequence: UInt64(number), level: line.hasPrefix("[mtest") ? 6 : 4, text: String(line))
        }
    }

    @Test func `a report is found between the lines of another processor's answers`() throws {
        let report = try #require(Session.report(in: try Self.records()))
        #expect(report.title.contains("Voluntary context switch within RCU read-side critical section!"))
    }

    @Test func `what a module prints as information is no report`() throws {
        let records = try Self.records().map { KernelRecord(sequence: $0.sequence, level: 6, text: $0.text) }
        #expect(Session.report(in: records) == nil)
    }
}
