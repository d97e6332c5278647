import Explanation
import Grading
import Paging
import Pictures
import Words

/// The eight bytes at an address of a process, as physical memory has them: what a `writeval` is about.
struct WordSight: Sendable, Hashable {
    /// Where the first byte is; nil where there is no page.
    let physical: UInt64?
    /// The bytes as a little-endian number; nil where one of them is in no page.
    let word: UInt64?

    /// Looks at them from outside. They may lie in two pages.
    init(_ address: UInt64, of pid: Int32, on session: Session) async throws {
        let space = try await session.space(of: pid)
        self = try await session.look { memory in
            let places = (0..<8).map { offset in
                PageWalk(VirtualAddress(address &+ UInt64(offset)), in: space, memory: memory).physical
            }
            let bytes = places.compactMap { place in place.flatMap { memory.bytes(at: $0, count: 1)?.first } }
            let word = bytes.count == 8 ? bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } : nil
            return WordSight(physical: places[0], word: word)
        }
    }

    private init(physical: UInt64?, word: UInt64?) {
        self.physical = physical
        self.word = word
    }
}

/// What a `writeval` has done to memory, beside what was asked for.
struct WriteComparison: Sendable {
    let before: WordSight
    let after: WordSight
    /// What was to be written; nil where the command has no number.
    let value: UInt64?

    func lines(on canvas: Canvas) -> [String] {
        func text(_ number: UInt64?) -> String { number.map(longHex) ?? "no page" }
        let width = 20
        var lines = [
            canvas.paint("".padded(to: 8) + "before".padded(to: width) + "after", .title),
            "at".padded(to: 8) + (before.physical.map(hex) ?? "no page").padded(to: width)
                + (after.physical.map(hex) ?? "no page"),
            "word".padded(to: 8) + text(before.word).padded(to: width) + text(after.word),
        ]
        let conclusion: (text: String, isBad: Bool) =
            switch (after.word, value) {
            case (let word?, let value?) where word == value: ("Memory holds the value.", false)
            case (let word, _) where word == before.word: ("Memory is as it was.", false)
            case (_, let value?): ("Memory has changed, and does not hold \(hex(value)).", true)
            default: ("Memory has changed.", true)
            }
        lines += canvas.wrap(conclusion.text).map { conclusion.isBad ? canvas.paint($0, .bad) : $0 }
        return lines
    }
}
