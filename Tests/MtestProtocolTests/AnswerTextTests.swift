import MtestProtocol
import Testing

@Suite("Numbers that stand in an answer")
struct AnswerTextTests {
    @Test(
        "A number is found in every spelling that C's formats have",
        arguments: [
            "0x139e37123", "139e37123", "0X139E37123", "0000000139e37123", "0x0000000139e37123", "0x0x139e37123",
            "5266174243", "-> 5266174243.", "047170670443", "paddr0x139e37123", "pa=139e37123h", "[139e37123]",
            "\u{7269}\u{7406}\u{5730}\u{5740}139e37123", "page139e37123", "0x139e37123UL",
        ])
    func found(text: String) {
        #expect(AnswerText.contains(0x1_39e3_7123, in: ["a line", "before " + text + " after"]))
    }

    @Test(
        "A part of a longer number is another number",
        arguments: ["0x139e371234", "0x7139e37123", "15266174243", "0x139e3712", "139e3 7123", "0x139e37g123", ""])
    func notFound(text: String) {
        #expect(!AnswerText.contains(0x1_39e3_7123, in: [text]))
    }

    @Test("A small number is found only as a word, and a number of the kernel's half with a sign too")
    func edges() {
        #expect(AnswerText.contains(5, in: ["val = 5"]))
        #expect(!AnswerText.contains(5, in: ["level5 abc5"]))
        #expect(AnswerText.contains(0xffff_ffff_ffff_ffff, in: ["wrote -1"]))
        #expect(AnswerText.contains(0xffff_8880_0000_1000, in: ["-131391639515136 is the address"]))
        #expect(AnswerText.contains(0, in: ["paddr = 0x0"]))
        #expect(!AnswerText.contains(0, in: ["nothing"]))
    }

    @Test("All numbers of a list have to stand there")
    func all() {
        let lines = ["400000-401000 r-xp", "start 4198400 end 4202496"]
        #expect(AnswerText.containsAll([0x400000, 0x401000, 0x402000], in: lines))
        #expect(!AnswerText.containsAll([0x400000, 0x403000], in: lines))
        #expect(AnswerText.containsAll([], in: []))
    }
}
