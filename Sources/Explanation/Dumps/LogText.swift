/// A log's bytes as lines.
package enum LogText {
    /// The lines of a text in UTF-8, or in UTF-16 as some editors and shells save it, without the colours of a terminal.
    package static func lines(of bytes: [UInt8]) -> [String] {
        uncoloured(text(of: bytes)).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// A text without control sequences (ECMA-48, 5.4: ESC, `[`, bytes 30 to 3f, bytes 20 to 2f, a byte from 40 to 7e), which
    /// `dmesg --color=always` and others write around and between words.
    private static func uncoloured(_ text: String) -> String {
        guard text.utf8.contains(0x1b) else { return text }
        var kept: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == 0x1b, rest.first == UInt8(ascii: "[") else {
                kept.append(byte)
                continue
            }
            let sequence = rest.dropFirst().drop { (0x30...0x3f).contains($0) }.drop { (0x20...0x2f).contains($0) }
            // What is cut off stays as it is.
            if let last = sequence.first, (0x40...0x7e).contains(last) { rest = sequence.dropFirst() }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    private static func text(of bytes: [UInt8]) -> String {
        if bytes.starts(with: [0xff, 0xfe]) { return sixteen(bytes.dropFirst(2), isBig: false) }
        if bytes.starts(with: [0xfe, 0xff]) { return sixteen(bytes.dropFirst(2), isBig: true) }
        let utf8 = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
        // Without a mark: every second byte of a text in Latin letters is zero.
        let head = bytes.prefix(512)
        for isBig in [false, true] where head.count >= 16 {
            let high = head.enumerated().filter { $0.offset % 2 == (isBig ? 0 : 1) }
            if high.count(where: { $0.element == 0 }) * 10 >= high.count * 9 {
                return sixteen(bytes[...], isBig: isBig)
            }
        }
        return String(decoding: utf8, as: UTF8.self)
    }

    private static func sixteen(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isBig ? first << 8 | second : second << 8 | first)
            index += 2
        }
        return String(decoding: units, as: UTF16.self)
    }
}
