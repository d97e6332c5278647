import Sheets
import Testing

struct SheetNumberTests {
    @Test(arguments: [
        ("1000", 1000), ("1,000.00", 1000), ("1.000,00", 1000), ("1 000,00", 1000), ("1\u{a0}000,00", 1000),
        ("1\u{202f}000,5", 1000.5), ("1'000.00", 1000), ("1’000.00", 1000), ("1,234,567.5", 1_234_567.5),
        ("1,000,000", 1_000_000), ("12,34", 12.34), ("81.00", 81), ("81,00", 81), (" 7 ", 7), ("-3.00", -3),
        ("0,125", 0.125), ("0.5", 0.5), ("1234.567", 1234.567), ("10 000", 10000), ("−2", -2), ("+2", 2),
    ]) func `a number is read as it is written in any language`(text: String, value: Double) {
        #expect(SheetNumber(text) == .number(value))
    }

    @Test(arguments: ["1,000", "1.000", "12.345", "999,999"])
    func `what is a thousand in one language only is not guessed`(
        text: String
    ) {
        #expect(SheetNumber(text) == .ambiguous)
        #expect(SheetNumber(text, decimal: ".").value != SheetNumber(text, decimal: ",").value)
    }

    @Test(arguments: [
        "", "EX", "A-", "1e3", "inf", "nan", "0x10", "1,00,0", "1..0", "12 %", ".5", "5.", "1,2.3,4", "1 00,0", "一百",
        "１",
        "10000,000.0", "1,000.00.00",
    ]) func `what is no number is none`(text: String) { #expect(SheetNumber(text) == .none) }

    @Test func `the sign before decimals is known where a number shows it`() {
        #expect(SheetNumber.decimalSign(of: "81,00") == "," && SheetNumber.decimalSign(of: "1,000.00") == ".")
        #expect(SheetNumber.decimalSign(of: "1,000") == nil && SheetNumber.decimalSign(of: "1,000,000") == nil)
        #expect(SheetNumber.decimalSign(of: "81") == nil && SheetNumber.decimalSign(of: "EX") == nil)
    }
}
