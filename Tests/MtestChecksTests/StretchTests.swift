import TargetProtocol
import Testing

@testable import MtestChecks

/// Pages that come into memory with a write: what they were shows in what they are.
@Suite struct StretchTests {
    private static let start: UInt64 = 0x7f00_0000_0000
    private static let size = Int(Stretch.page)
    /// Where in the stretch the word of the command is.
    private static let slot = size + 0x100
    private static let canaries = Canaries(seed: 0x5eed)

    private static func page(_ number: Int) -> [UInt8] {
        stride(from: number * size, to: (number + 1) * size, by: 8).flatMap {
            MemoryWrite.little(canaries.word(at: start + UInt64($0)))
        }
    }

    /// A write to the second of two pages, which was not in memory before and is `page` now.
    private static func write(_ value: UInt64, page: [UInt8]) -> MemoryWrite {
        let after = Stretch(start: start, pages: [Self.page(0), page])
        let before = Stretch(start: start, pages: [Self.page(0), nil])
            .recognising(pagesOf: after, canaries, exceptWordAt: slot)
        let address = start + UInt64(slot)
        return MemoryWrite(
            "writeval 0x\(String(address, radix: 16)) 0x\(String(value, radix: 16))", at: address, value: value,
            before: before, after: after)
    }

    /// `page` with bytes put in at an offset.
    private static func with(_ bytes: [UInt8], at offset: Int, in page: [UInt8]) -> [UInt8] {
        var page = page
        page.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        return page
    }

    /// A value that no byte of the canary at the slot has, but for the first.
    private static let value = UInt64(page(1)[0x100]) | 0x1122_3344_5566_7700
    private static let little = MemoryWrite.little(value)

    @Test func `a canary that begins with the value's first byte shows no write`() {
        #expect(Self.write(Self.value, page: Self.page(1)).effect == .nothing)
    }

    @Test func `a page of canaries that came from swap space was canaries`() {
        let canaries = Self.page(1)
        #expect(Self.write(Self.value, page: Self.with(Self.little, at: 0x100, in: canaries)).effect == .exact)
        #expect(
            Self.write(Self.value, page: Self.with(Array(Self.little[..<2]), at: 0x100, in: canaries)).effect == .within
        )
        #expect(Self.write(Self.value, page: Self.with(Self.little, at: 0x800, in: canaries)).effect == .beyond)
    }

    @Test func `a page that is empty but for the word was empty`() {
        let empty = [UInt8](repeating: 0, count: Self.size)
        #expect(Self.write(Self.value, page: Self.with(Self.little, at: 0x100, in: empty)).effect == .exact)
        #expect(Self.write(Self.value, page: Self.with([0x42], at: 0x100, in: empty)).effect == .within)
        #expect(Self.write(Self.value, page: empty).effect == .nothing)
    }

    @Test func `a page of anything else shows a write by the value alone`() {
        let foreign = (0..<Self.size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
        #expect(Self.write(Self.value, page: foreign).effect == .nothing)
        #expect(
            Self.write(Self.value, page: Self.with(Array(Self.little[..<4]), at: 0x100, in: foreign)).effect == .within)
        #expect(Self.write(Self.value, page: Self.with(Self.little, at: 0x800, in: foreign)).effect == .nothing)
    }
}
