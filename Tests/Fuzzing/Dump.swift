/// Finds what no message may be: the text that Swift makes of a value by itself, a library's own error, a page of text.
package enum Dump {
    /// Letters that a sentence may have: it is read on a terminal.
    package static let longest = 1200

    /// What is wrong with a message; nil for a sentence.
    package static func flaw(of message: String) -> String? {
        if message.isEmpty { return "it is empty" }
        if message.count > longest { return "it has \(message.count) letters" }
        if message.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" }) {
            return "it has a control character"
        }
        if let sign = signs.first(where: { message.contains($0) }) { return "it has “\(sign)”" }
        if let value = value(in: Array(message.utf8)) { return "it has “\(value)”" }
        return nil
    }

    /// What only Swift and its libraries write.
    private static let signs = [
        "Swift.", "Error Domain", "NSError", "NSCocoa", "CocoaError", "Optional(", "Foundation.", "__C.",
        "DecodingError",
        "CodingKeys", "GRDB.", "SQLite error", "YamlError", "EnumeratedCSV", "_rawBits", "(unknown context", "nil)",
        "Code=", "UserInfo", "debugDescription", "oversized(", "unknownTag(", "truncated(",
    ]

    /// What Swift makes of a value: `case(label: ` or `Type(field: `, a word, a parenthesis, a word and a colon.
    private static func value(in bytes: [UInt8]) -> String? {
        for open in bytes.indices where bytes[open] == UInt8(ascii: "(") && open > 0 && isWord(bytes[open - 1]) {
            let label = bytes[(open + 1)...].prefix(while: isWord)
            guard let first = label.first, (0x61...0x7a).contains(first) else { continue }
            guard bytes[label.endIndex...].starts(with: ": ".utf8) else { continue }
            let word = bytes[..<open].reversed().prefix(while: isWord).count
            return String(decoding: bytes[(open - word)..<label.endIndex], as: UTF8.self)
        }
        return nil
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
    }
}
