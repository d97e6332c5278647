import Grading
import Mistakes
import Testing

@testable import MtestChecks

/// How a value shows in memory, without a machine.
@Suite struct WriteShapeTests {
    private static let value: UInt64 = 0x1122_3344_5566_7788
    private static let old: [UInt8] = [0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7]

    private func mistakes(_ new: [UInt8], text: String = "writeval 0x1000 0x1122334455667788") -> [String]? {
        WriteShape.of(WriteShape.readings(Self.value, text), old: Self.old, new: new)?.mistakes.map(\.id)
    }

    @Test func `width and byte order are named, together where both are wrong`() {
        let little = MemoryWrite.little(Self.value)
        #expect(mistakes(little) == [])
        #expect(mistakes(little.reversed()) == ["wrong-byte-order"])
        #expect(mistakes(Array(little[..<4] + Self.old[4...])) == ["wrong-width"])
        #expect(mistakes(Array(little[..<1] + Self.old[1...])) == ["wrong-width"])
        #expect(mistakes(Array(little[..<4].reversed() + Self.old[4...])) == ["wrong-width", "wrong-byte-order"])
        #expect(mistakes(Array(repeating: 0x88, count: 8)) == ["value-repeated"])
        #expect(mistakes(MemoryWrite.little(0x5566_7788)) == ["value-truncated"])
    }

    @Test func `bytes that did not change, or are something else, show no value`() {
        #expect(mistakes(Self.old) == nil)
        #expect(mistakes([1, 2, 3, 4, 5, 6, 7, 8]) == nil)
    }

    @Test func `of bytes that nobody saw before, half the value has to show`() {
        func shape(_ count: Int) -> WriteShape? {
            let new = MemoryWrite.little(Self.value)[..<count] + Self.old[count...]
            return WriteShape.of([WriteShape.Reading(number: Self.value, mistake: nil)], old: nil, new: Array(new))
        }
        #expect([1, 2, 4, 8].map { shape($0)?.width } == [nil, nil, 4, 8])
    }

    @Test func `digits without 0x that were read as decimal are named`() {
        let readings = WriteShape.readings(0x123, "writeval 0x1000 123")
        #expect(
            WriteShape.of(readings, old: Self.old, new: MemoryWrite.little(123))?.mistakes
                == [Mistake("hexadecimal-read-as-decimal")])
        #expect(WriteShape.readings(0, "writeval 0x1000 12x3") == [])
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `a fresh value has eight bytes that differ, none of them 0, and bit 63 as it is asked for`(seed: UInt64) {
        let fresh = FreshValue(Seed(seed), "value a.b")
        let number = fresh.number(.whole, isHigh: false)
        #expect(Set(MemoryWrite.little(number)).count == 8)
        #expect(!MemoryWrite.little(number).contains(0))
        #expect(number >> 63 == 0)
        #expect(fresh.number(.whole, isHigh: true) == number | 1 << 63)
        #expect(UInt64(String(fresh.number(.digits, isHigh: false), radix: 16)) != nil)
        #expect(UInt64(String(fresh.number(.shortDigits, isHigh: false), radix: 16)).map { $0 < 1 << 31 } == true)
        #expect(fresh.number(.short, isHigh: false) < 1 << 31)
    }

    @Test func `fresh values are odd and even`() {
        let bits = (1...50).map { FreshValue(Seed(UInt64($0)), "value a.b").number(.whole, isHigh: false) & 1 }
        #expect(Set(bits) == [0, 1])
    }

    @Test func `what is shown has the first byte that differs, from the same address in both`() {
        let wanted = [UInt8](repeating: 0, count: 256)
        for index in [0, 7, 100, 250] {
            var came = wanted
            came[index] = 0xee
            let (first, second) = MemoryWrite.window(wanted, came, from: 0x1000, near: 96)
            #expect(first.prefix { $0 != ":" } == second.prefix { $0 != ":" })
            #expect(second.contains("ee") && !first.contains("ee"))
        }
    }
}
