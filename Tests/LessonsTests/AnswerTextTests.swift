import Lessons
import Testing

/// What learners type as a number.
@Suite struct AnswerTextTests {
    @Test(
        arguments: [
            ("275", 275), ("0x113", 275), ("0b100010011", 275), ("8#423", 275), ("16#113", 275), ("0o423", 275),
            ("1f", 31), ("1_000", 1000), (" 275. ", 275), ("7f11 6269 a000", 0x7f11_6269_a000), ("0", 0), ("000", 0),
            ("~0xfff", 0xffff_ffff_ffff_f000), ("-1", .max), ("0xffffffffffffffff", .max),
        ] as [(String, UInt64)])
    func `answers are read in any base`(text: String, value: UInt64) throws {
        #expect(try AnswerText.number(text) == value)
    }

    @Test(
        arguments: [
            ("1,024", 1024), ("17,179,869,184", 1 << 34), ("512 GiB", 1 << 39), ("512GiB", 1 << 39),
            ("512 gb", 1 << 39),
            ("512G", 1 << 39), ("256 TiB", 1 << 48), ("4k", 4096), ("4 kB", 4096), ("1,024 KiB", 1 << 20),
            ("8 EiB", 1 << 63),
            ("4096 bytes", 4096), ("1 byte", 1), ("512 B", 512), ("0x200 GiB", 1 << 39),
        ] as [(String, UInt64)])
    func `thousands and units of memory are read`(text: String, value: UInt64) throws {
        #expect(try AnswerText.number(text) == value)
    }

    @Test(
        arguments: [
            ("2^39", 1 << 39), ("2**39", 1 << 39), ("1<<39", 1 << 39), ("1 << 39", 1 << 39),
            ("2^47 - 1", (1 << 47) - 1),
            ("512*512", 1 << 18), ("512 × 4 KiB", 1 << 21), ("2^9 GiB", 1 << 39), ("1<<9 GiB", 1 << 39),
            ("(1 << 9) GiB", 1 << 39), ("1 GiB + 512 MiB", 0x6000_0000), ("~0 << 12", 0xffff_ffff_ffff_f000),
            ("(0x7f116269a000 >> 21) & 0x1ff", 275), ("1<<39|1<<30", 1 << 39 | 1 << 30), ("7/2", 3), ("2^0", 1),
            ("0^0", 1), ("1^99999999999", 1), ("2^2^3", 256), ("10-2-3", 5), ("0x1000−1", 0xfff),
        ] as [(String, UInt64)])
    func `a calculation is carried out, with the precedence of C`(text: String, value: UInt64) throws {
        #expect(try AnswerText.number(text) == value)
    }

    @Test(arguments: [
        "", "   ", "two", "0b2", "0x", "8#9", "99#1", "#1", "113h", "512 pages", "GiB", "1,02", "1,0240", ",512",
        "1,,024",
        "1.024", "0.5 TiB", "0113", "512B", "2^64", "1<<64", "2^", "<<3", "1<2", "1 2 GiB 3", "(1", "1)", "5-6", "1/0",
        "16 EiB", "18446744073709551616", "0x10000000000000000", "yes", "٣", "1\u{202e}2", "²", "2^-1",
    ])
    func `what is no number, or might be two, is refused with a sentence`(text: String) {
        let error = #expect(throws: (any Error).self) { try AnswerText.number(text) }
        #expect("\(error.map(String.init(describing:)) ?? "")".count > 15)
    }

    @Test func `the longest texts neither crash nor take long`() {
        for piece in ["(", "~", "-", "2^", "9", "1,", "<<", "1<<", "💥"] {
            for count in [60, 100, 100_000] {
                #expect(throws: (any Error).self) { try AnswerText.number(String(repeating: piece, count: count)) }
            }
        }
    }

    @Test func `where the question asks for a unit, an answer with any unit is counted in it`() throws {
        #expect(try AnswerText.number("256", unit: 1024) == 256)
        #expect(try AnswerText.number("256 KiB", unit: 1024) == 256)
        #expect(try AnswerText.number("3 MiB", unit: 1024) == 3072)
        #expect(try AnswerText.number("262144 bytes", unit: 1024) == 256)
        #expect(throws: (any Error).self) { try AnswerText.number("1000 bytes", unit: 1024) }
    }
}
