import Testing
import Words

@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("\u{1b}[2J", "␛[2J"), ("a\u{7}b", "a␇b"), ("\u{7f}", "␡"), ("\u{9b}31m", "\u{fffd}31m"),
        ("\u{202e}drow", "⟨U+202E⟩drow"), ("a\u{2066}b", "a⟨U+2066⟩b"), ("\u{2028}", "⟨U+2028⟩"),
        ("\u{e000}", "⟨U+E000⟩"), ("\u{fffe}", "⟨U+FFFE⟩"), ("\u{ad}", "⟨U+AD⟩"),
    ])
    func `a character that steers, hides or turns text round is shown as a sign`(text: String, shown: String) {
        #expect(text.visibleLine == shown)
        #expect(text.visibleBlock == shown)
    }

    @Test(arguments: ["Müller, Jürgen", "王小明", "e\u{301}", "👩\u{200d}💻", "مرحبا", "[mtest] 0x7f50 -> 0x29ae"])
    func `names and answers in any script stay as they are`(text: String) {
        #expect(text.visibleLine == text)
    }

    @Test func `a line has no breaks, a block keeps them`() {
        #expect("a\nb\tc\r\nd\re".visibleLine == "a b c d e")
        #expect("a\nb\tc\r\nd\re".visibleBlock == "a\nb\tc\nd\ne")
    }

    @Test func `a pile of marks cannot cover other lines`() {
        let pile = "a" + String(repeating: "\u{301}", count: 1000)
        #expect(pile.visibleLine.unicodeScalars.count == 5)
    }
}
