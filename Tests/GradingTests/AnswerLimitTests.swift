import AgentProtocol
import Grading
import Testing

@Suite struct AnswerLimitTests {
    private func records(_ count: Int, length: Int) -> [KernelRecord] {
        (0..<count).map {
            KernelRecord(sequence: UInt64($0 + 7), level: 6, text: String(repeating: "a", count: length))
        }
    }

    @Test func `a list of five thousand VMAs is read whole`() {
        let list = records(5_100, length: 64)
        #expect(AnswerLimit.of(list) == list)
    }

    @Test func `of too many lines the first and the last are read, each once`() {
        let flood = records(40_000, length: 20)
        let read = AnswerLimit.of(flood)
        #expect(read.count == AnswerLimit.records)
        #expect(read.first == flood.first)
        #expect(read.last == flood.last)
        #expect(Set(read.map(\.sequence)).count == read.count)
    }

    @Test func `of too many bytes the first and the last are read`() {
        let flood = records(6_500, length: 900)
        let read = AnswerLimit.of(flood)
        #expect(read.reduce(0) { $0 + $1.text.utf8.count } <= AnswerLimit.bytes)
        #expect(read.count > 1_000)
        #expect(read.first == flood.first)
        #expect(read.last == flood.last)
    }

    @Test func `one record of more bytes than are read leaves the others`() {
        let long = KernelRecord(sequence: 8, level: 6, text: String(repeating: "a", count: AnswerLimit.bytes + 1))
        let all = [
            KernelRecord(sequence: 7, level: 6, text: "first"), long, KernelRecord(sequence: 9, level: 6, text: "last"),
        ]
        #expect(AnswerLimit.of(all).map(\.text) == ["first", "last"])
    }
}
