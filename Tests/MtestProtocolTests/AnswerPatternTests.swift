import MtestProtocol
import Testing

/// A lab's own form of a line: what has it, what is read in it, and what is not read rather than read wrong.
@Suite struct AnswerPatternTests {
    private static func value(_ pattern: String, _ line: String) throws -> AnswerPattern.Value? {
        try AnswerPattern(pattern).matches(in: [line]).first?.value
    }

    static let read: [(String, String, AnswerPattern.Value)] = [
        ("dirty = {number}", "[mdirty] dirty = 42", .number(42)),
        ("dirty = {number}", "dirty=42", .number(42)),
        ("dirty = {number}", "[ 12.3] mdirty: Dirty:   42 pages", .number(42)),
        ("dirty = {number}", "dirty = 0x2a", .number(42)),
        ("dirty = {number}", "dirty = 42.", .number(42)),
        ("dirty = {number}", "dirty = 42, clean = 7", .number(42)),
        ("dirty = {number}", "dirty = 18446744073709551615", .number(.max)),
        ("dirty = {number}", "dirty = 18446744073709551616", .impossible("18446744073709551616")),
        ("dirty = {number}", "dirty = -1", .impossible("-1")),
        ("dirty = {number}", "dirty: -14 pages", .impossible("-14")),
        ("frame = {hex}", "frame = 1b3c8", .number(0x1b3c8)),
        ("frame = {hex}", "frame = 0X1B3C8", .number(0x1b3c8)),
        ("{number} dirty pages", "there are 42 dirty pages", .number(42)),
        ("{text} has {number} pages", "test of mine has 3 pages", .number(3)),
        ("state: {text}", "[mine] state: fast asleep", .text("fast asleep")),
        ("state: {text}, since", "state: asleep, since noon", .text("asleep")),
        ("größe = {number}", "GRÖSSE = 1, größe = 2", .number(2)),
    ]

    @Test(arguments: read) func `a line is read kindly`(
        pattern: String, line: String, value: AnswerPattern.Value
    ) throws {
        #expect(try Self.value(pattern, line) == value)
    }

    @Test(
        arguments: [
            "dirty = 1,024", "dirty = 12.5", "dirty = 1'024", "dirty = 42kB", "dirty = forty", "dirty =", "dirty = ",
            "not_dirty = 42", "dirtypages = 42", "dirty is 42", "dirty = 0x", "dirty = - 3", "", "42",
        ])
    func `a number that has more to it, and other words, are not read`(line: String) throws {
        #expect(try Self.value("dirty = {number}", line) == nil)
    }

    @Test func `all lines that have the form are found, in their order`() throws {
        let matches = try AnswerPattern("dirty = {number}").matches(in: ["dirty = 1", "clean = 2", "[x] DIRTY: 3"])
        #expect(matches.map(\.value) == [.number(1), .number(3)])
        #expect(matches.map(\.isLiteral) == [true, false])
    }

    @Test func `the right line is the pattern with the right value`() throws {
        #expect(try AnswerPattern("dirty =  {number} pages").line("7") == "dirty = 7 pages")
        #expect(try AnswerPattern("{text} has {number}").line("7") == "... has 7")
    }

    @Test(
        arguments: [
            "", "dirty", "{number}", "dirty = {count}", "dirty = {number", "{number} of {hex}", "{text} is {text}",
        ])
    func `a pattern without one value and a word is refused`(pattern: String) {
        #expect(throws: AnswerPattern.Flaw.self) { try AnswerPattern(pattern) }
    }

    @Test func `a line of a megabyte is no answer, and costs nothing`() throws {
        #expect(try Self.value("a = {number}", String(repeating: "a = ", count: 1 << 18) + "1") == nil)
        // Words that begin to fit again and again.
        let steps = String(repeating: "a a a ", count: 600)
        #expect(try Self.value("a {text} a {text} a {text} b {number}", steps) == nil)
    }
}
