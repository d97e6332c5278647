extension StringProtocol {
    /// The text for the inside of an element, or of an attribute in double quotes, of HTML or XML 1.0: markup is escaped,
    /// and what ``visibleBlock`` shows as a sign is one.
    ///
    /// It goes by Unicode scalar: to Swift a quotation mark with an accent over it is another letter, which would end an
    /// attribute.
    package var escapedForMarkup: String {
        var escaped: [UInt8] = []
        escapeForMarkup(into: &escaped)
        return String(decoding: escaped, as: UTF8.self)
    }

    /// Appends ``escapedForMarkup`` in UTF-8.
    package func escapeForMarkup(into bytes: inout [UInt8]) {
        let isWritten: Void? =
            VisibleText.isPlain(self, keepsLines: true)
            ? utf8.withContiguousStorageIfAvailable { Markup.escape($0, into: &bytes) } : nil
        guard isWritten == nil else { return }
        var shown = visibleBlock
        shown.withUTF8 { Markup.escape($0, into: &bytes) }
    }
}

private enum Markup {
    /// In UTF-8 these five are single bytes, and no part of another letter.
    static func escape(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        // Where what has not been written yet begins.
        var start = 0
        for (place, byte) in text.enumerated() {
            let sign: StaticString
            switch byte {
            case 0x3c: sign = "&lt;"
            case 0x3e: sign = "&gt;"
            case 0x26: sign = "&amp;"
            case 0x22: sign = "&quot;"
            case 0x27: sign = "&#39;"
            default: continue
            }
            bytes += text[start..<place]
            sign.withUTF8Buffer { bytes += $0 }
            start = place + 1
        }
        bytes += text[start...]
    }
}
