import Testing
import Words

@Suite struct MarkupTests {
    @Test(arguments: [
        ("<b>", "&lt;b&gt;"), ("a & 'b'", "a &amp; &#39;b&#39;"), ("\"\u{301} x=", "&quot;\u{301} x="),
        ("<\u{338}script>", "&lt;\u{338}script&gt;"), ("a\nb\u{202e}", "a\nb⟨U+202E⟩"),
        ("0x7f -> 0x1", "0x7f -&gt; 0x1"),
    ])
    func `no text becomes markup, also behind an accent`(text: String, escaped: String) {
        #expect(text.escapedForMarkup == escaped)
    }
}
