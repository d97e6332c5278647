import Lessons
import Testing

@Suite struct ExpressionTests {
    private func value(_ text: String, _ names: [String: UInt64] = [:]) throws -> UInt64 {
        try Expression(text).value(in: Expression.Scope(names: names))
    }

    @Test(
        arguments: [
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("0x10 | 1 << 3", 0x18), ("~0 >> 63", 1), ("6 & 3 == 2", 1),
            ("1 < 2 && 2 < 1", 0), ("0 ? 5 : 6", 6), ("1 ? 5 : 1 / 0", 5), ("0 && 1 / 0", 0), ("1 || 1 / 0", 1),
            ("0 - 1 == ~0", 1), ("10 % 4 - 1", 1), ("!5", 0), ("1 << 64", 0), ("8 - 4 - 2", 2), ("pmd", 2),
        ] as [(String, UInt64)])
    func `formulas come to what they say`(text: String, result: UInt64) throws {
        #expect(try value(text) == result)
    }

    @Test func `names stand for numbers`() throws {
        #expect(try value("(va >> 12) & 0x1ff", ["va": 0x7f11_6269_a000]) == 154)
    }

    @Test(arguments: ["", "1 +", "(1", "1 2", "f(1", "1 ? 2", ")", "0xg", "@", "99999999999999999999"])
    func `what is no formula is refused with a sentence`(text: String) {
        #expect(throws: LessonFlaw.self) { try Expression(text) }
    }

    @Test(arguments: ["1 / 0", "nothing", "f(1)"])
    func `a formula that comes to nothing says so`(text: String) {
        #expect(throws: LessonFlaw.self) { try value(text) }
    }

    @Test func `a formula nested without end does not take the program down`() {
        #expect(throws: LessonFlaw.self) { try Expression(String(repeating: "(", count: 100_000)) }
        #expect(throws: LessonFlaw.self) { try Expression(String(repeating: "~", count: 100_000) + "1") }
    }
}
