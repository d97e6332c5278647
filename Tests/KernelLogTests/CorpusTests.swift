import Foundation
import KernelLog
import Testing

@Suite("Logs of a real kernel")
struct CorpusTests {
    @Test("The corpus has logs")
    func present() {
        #expect(CorpusLog.all.count >= 20)
    }

    @Test("The report to show first is found and understood", arguments: CorpusLog.all)
    func decisive(log: CorpusLog) throws {
        let found = KernelLog(log.log)
        let report = found.reports.decisive
        #expect(report?.kind.rawValue ?? "none" == log.header["KIND"])
        #expect(report?.cause?.rawValue == log.header["CAUSE"])
        #expect(report?.outcome?.phrase == log.header["OUTCOME"])
        #expect(report?.title == log.header["TITLE"])
        #expect(report.flatMap(Self.frame)?.symbol ?? "-" == log.header["FRAME"])
        #expect(String(found.reports.count) == log.header["REPORTS"])
        #expect(String(found.suspiciousLines.count) == log.header["SUSPICIOUS"] ?? "0", "\(found.suspiciousLines)")
    }

    /// The place in the module that a report points at: where the processor was if that is in the module, else the
    /// innermost call in it, certain frames before doubtful ones.
    private static func frame(of report: KernelReport) -> StackFrame? {
        let frames = ([report.instructionPointer].compactMap { $0 } + report.callTrace).filter { $0.module == "mtest" }
        return frames.first(where: \.isReliable) ?? frames.first
    }

    @Test("A log has the same meaning with any line ends, priorities and callers", arguments: CorpusLog.all)
    func spellings(log: CorpusLog) {
        let expected = KernelLog(log.log)
        let lines = log.log.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(KernelLog(lines.joined(separator: "\r\n")) == expected)
        let prioritised = lines.map { $0.hasPrefix("[") ? "<4>" + $0 : String($0) }
        #expect(KernelLog(prioritised.joined(separator: "\n")) == expected)
        let withCaller = lines.map { line in
            guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return String(line) }
            return line[...end] + "[   T85]" + line[line.index(after: end)...]
        }
        #expect(KernelLog(withCaller.joined(separator: "\n")) == expected)
    }

    @Test("A log that is cut off anywhere never gives another kind of report", arguments: CorpusLog.all)
    func truncated(log: CorpusLog) {
        let kinds = Set(KernelLog(log.log).reports.map(\.kind))
        let bytes = Array(log.log.utf8)
        for length in stride(from: 0, to: bytes.count, by: max(97, bytes.count / 12)) {
            for report in KernelLog(String(decoding: bytes[..<length], as: UTF8.self)).reports {
                #expect(kinds.contains(report.kind), "\(report.headline)")
            }
        }
    }
}
