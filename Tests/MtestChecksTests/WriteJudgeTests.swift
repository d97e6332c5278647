import Glibc
import Grading
import Mistakes
import TargetProtocol
import Testbed
import Testing

@testable import BenchRecordings
@testable import MtestChecks

/// Writes that no check of the shipped rubric makes.
@Suite struct WriteJudgeTests {
    /// A write of `bytes` to the last page of all addresses, where the sum of an address and a page's size overflows.
    private func write(_ bytes: [UInt8], of value: UInt64) -> MemoryWrite {
        let address: UInt64 = 0xffff_ffff_ffff_fff0
        let start = Stretch.firstByte(ofPage: address) &- Stretch.page
        let before = [UInt8](repeating: 0xaa, count: 2 * Int(Stretch.page))
        var after = before
        let index = Int(address &- start)
        after.replaceSubrange(index..<index + bytes.count, with: bytes)
        return MemoryWrite(
            "writeval 0xfffffffffffffff0 0x\(String(value, radix: 16))", at: address, value: value,
            before: stretch(before, from: start), after: stretch(after, from: start))
    }

    private func stretch(_ bytes: [UInt8], from start: UInt64) -> Stretch {
        let size = Int(Stretch.page)
        return Stretch(start: start, pages: [Array(bytes[..<size]), Array(bytes[size...])])
    }

    @Test func `a wrong write to the last page of all addresses is named as anywhere else`() {
        let value: UInt64 = 0x1122_3344_5566_7788
        let little = MemoryWrite.little(value)
        #expect(write(Array(little[..<4]), of: value).shown?.mistakes == [.wrongWidth])
        #expect(write(little.reversed(), of: value).shown?.mistakes == [.wrongByteOrder])
    }

    /// A check of a refused write whose command has no value.
    private static let withoutValue = """
        checks:
          - id: writeval.readonly
            title: t
            points: 1
            command: "writeval {readonly+0x10}"
            expect: unwritten
            why: w
            hints: [one, two]
        """

    @Test func `a command without a value can be refused too`() async throws {
        let check = try #require(
            try Rubric.parse(
                Self.withoutValue, file: "lab.yml", lab: "x", Course.vocabulary(of: "\(projectRoot)/labs")
            ).first)
        var recording = try RecordingShelf.recording(Judgement("solution", check.id))
        let place = try #require(recording.processes.first?.value.places["readonly"])
        let index = try #require(recording.events.firstIndex { $0.call.hasPrefix("write ") })
        let command = "writeval 0x\(String(place.address + 0x10, radix: 16))\n"
        recording.events[index].call = Call.write(Array(command.utf8), .target, .once)
        recording.events[index].answer = .wrote(result: -1, errno: EFAULT, records: [])
        let bench = RecordedBench(recording, try RecordingShelf.store(), setup: check.setup)
        #expect(try await check.verdict(on: bench).isPass)
    }

    @Test func `a report of a crash names the command that the kernel crashed in`() async throws {
        let check = try #require(try Judgement.course().rubric.checks.first { $0.id == "writeval.readonly" })
        var recording = try RecordingShelf.recording(Judgement("solution", check.id))
        let index = try #require(recording.events.firstIndex { $0.call.hasPrefix("write ") })
        recording.events[index].answer = .incident(Recording.IncidentText(Incident("m", symptom: .crashed)))
        let bench = RecordedBench(recording, try RecordingShelf.store(), setup: check.setup)
        let verdict = try await check.verdict(on: bench)
        #expect(verdict.finding?.symptom == .crashed)
        #expect(verdict.asked?.hasPrefix("writeval 0x") == true)
    }
}
