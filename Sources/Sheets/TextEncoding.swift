/// How the characters of a text file are written as bytes: what spreadsheets and platforms save.
package enum TextEncoding: Sendable, Hashable {
    case utf8(hasMark: Bool)
    /// UTF-16, as Excel's "Unicode text" and Blackboard's download are.
    case utf16(isLittleEndian: Bool, hasMark: Bool)
    /// Windows-1252, which has the letters of Latin-1 at the same places: a plain CSV from Excel in Western Europe.
    case windows1252

    /// The characters of 0x80 to 0x9f in Windows-1252, from the table of unicode.org; 0 where there is none.
    private static let high: [UInt16] = [
        0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
        0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e,
        0x0178,
    ]

    /// The encoding of a file, and its text as UTF-8 without a byte order mark.
    ///
    /// - Throws: ``SheetFlaw`` for what is no table of text, such as an Excel workbook, and for another encoding.
    package static func decode(_ bytes: [UInt8]) throws(SheetFlaw) -> (encoding: TextEncoding, text: [UInt8]) {
        try refuseOthers(bytes)
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return (.utf8(hasMark: true), Array(bytes.dropFirst(3))) }
        if let (isLittleEndian, hasMark) = sixteen(bytes) {
            let units = Self.units(hasMark ? bytes.dropFirst(2) : bytes[...], isLittleEndian)
            return (
                .utf16(isLittleEndian: isLittleEndian, hasMark: hasMark),
                Array(String(decoding: units, as: UTF16.self).utf8)
            )
        }
        if bytes.contains(0) { throw SheetFlaw("save it as CSV (UTF-8): it holds zero bytes, so it is no text") }
        if String(validating: bytes, as: UTF8.self) != nil { return (.utf8(hasMark: false), bytes) }
        return (.windows1252, try western(bytes))
    }

    /// Text as bytes of this encoding; a character that it does not have becomes a question mark.
    package func encode(_ text: [UInt8]) -> [UInt8] {
        switch self {
        case .utf8(let hasMark): return (hasMark ? [0xef, 0xbb, 0xbf] : []) + text
        case .utf16(let isLittleEndian, let hasMark):
            let units = (hasMark ? [0xfeff] : []) + String(decoding: text, as: UTF8.self).utf16
            return units.flatMap { unit in
                let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8))
                return isLittleEndian ? [low, high] : [high, low]
            }
        case .windows1252:
            return String(decoding: text, as: UTF8.self).unicodeScalars.map { scalar in
                if let at = Self.high.firstIndex(of: UInt16(truncatingIfNeeded: scalar.value)), scalar.value > 0xff {
                    return UInt8(0x80 + at)
                }
                return UInt8(exactly: scalar.value) ?? UInt8(ascii: "?")
            }
        }
    }

    /// Letters with accents in a row: `Sæþór` has three, names in Cyrillic or Chinese have more.
    private static let longestRun = 3

    private static func refuseOthers(_ bytes: [UInt8]) throws(SheetFlaw) {
        let kinds: [(start: [UInt8], name: String)] = [
            ([0x50, 0x4b, 3, 4], "an Excel or LibreOffice workbook"),
            ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook"),
            (Array("%PDF".utf8), "a PDF"), ([0x1f, 0x8b], "a compressed file"),
        ]
        for kind in kinds where bytes.starts(with: kind.start) {
            throw SheetFlaw("save it as CSV (UTF-8): it is \(kind.name)")
        }
        let head = String(decoding: bytes.prefix(400), as: UTF8.self).lowercased()
        if head.contains("<!doctype html") || head.contains("<html") || head.contains("<table") {
            throw SheetFlaw("download it again as CSV: it is a web page, as one gets when the login has run out")
        }
    }

    /// Whether the bytes are UTF-16: by the mark, or because in text every second byte is zero for most letters.
    private static func sixteen(_ bytes: [UInt8]) -> (isLittleEndian: Bool, hasMark: Bool)? {
        guard bytes.count % 2 == 0, bytes.count >= 2 else { return nil }
        if bytes.starts(with: [0xff, 0xfe]) { return (true, true) }
        if bytes.starts(with: [0xfe, 0xff]) { return (false, true) }
        let sample = bytes.prefix(400)
        let zeros = sample.indices.filter { sample[$0] == 0 }
        guard zeros.count * 4 > sample.count else { return nil }
        if zeros.allSatisfy({ $0 % 2 == 1 }) { return (true, false) }
        if zeros.allSatisfy({ $0 % 2 == 0 }) { return (false, false) }
        return nil
    }

    private static func units(_ bytes: ArraySlice<UInt8>, _ isLittleEndian: Bool) -> [UInt16] {
        stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { at in
            let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
            return isLittleEndian ? second << 8 | first : first << 8 | second
        }
    }

    /// The text of Windows-1252, where it reads as a Western European language. In other one-byte encodings, and in those
    /// of Chinese and Japanese, names look like rows of accents and signs: these are refused, since names would be wrong.
    ///
    /// - Throws: ``SheetFlaw`` with the line.
    private static func western(_ bytes: [UInt8]) throws(SheetFlaw) -> [UInt8] {
        var text = String.UnicodeScalarView()
        var run = 0
        var row = 1
        // Letters of the word so far, and whether any of them is one of ASCII: where two have an accent and none is, the word
        // is one of another script, such as `Ëè` for Ли in Windows-1251.
        var (accents, hasPlain) = (0, false)
        var before: UInt8 = 0
        // A last one ends the last word.
        for byte in bytes + [0x0a] {
            defer { if byte == 0x0a { row += 1 } }
            let value = byte < 0x80 || byte > 0x9f ? UInt16(byte) : high[Int(byte) - 0x80]
            let scalar = Unicode.Scalar(value) ?? "\u{fffd}"
            run = byte < 0x80 ? 0 : run + 1
            let isLetter = byte < 0x80 || byte >= 0xc0 && byte != 0xd7 && byte != 0xf7
            let isUsual = "ŠšŽžŒœŸ‘’‚“”„–—…€ªº°§«»¡¿·´¨\u{a0}".unicodeScalars.contains(scalar)
            let isPlain = byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a
            let isAccent = byte >= 0xc0 && isLetter
            let isForeign = !isPlain && !isAccent && accents >= 2 && !hasPlain
            // `2º`, `Mª` and `§ 3`: in Big5 the same bytes begin a character.
            let isSign =
                (byte != 0xaa && byte != 0xba || before.isAlphanumeric) && !(before == 0xa7 && isAccent)
            (accents, hasPlain) =
                isPlain ? (accents, true) : isAccent ? (accents + 1, hasPlain) : (0, false)
            before = byte
            guard value != 0, isLetter || isUsual, run <= longestRun, !isForeign, isSign else {
                throw SheetFlaw(
                    "save it as CSV (UTF-8): line \(row) has letters of an encoding that the file does not name")
            }
            text.append(scalar)
        }
        return Array(String(text).utf8.dropLast())
    }
}

extension UInt8 {
    /// Whether it is a letter or a digit of ASCII.
    fileprivate var isAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x61...0x7a).contains(self | 0x20)
    }
}
