/// A part of a walk's line: a word, an arrow or a sign.
enum Token {
    /// Letters, digits, underscores and all bytes that are not ASCII.
    case word(ArraySlice<UInt8>)
    /// `->`, `=>`, `-->`, U+2192.
    case arrow
    case sign(UInt8)

    static func tokens(of body: ArraySlice<UInt8>) -> [Token] {
        var tokens: [Token] = []
        var index = body.startIndex
        while index < body.endIndex {
            let byte = body[index]
            if byte.isBlank {
                index += 1
            } else if let end = arrowEnd(body, at: index) {
                tokens.append(.arrow)
                index = end
            } else if byte.isWord {
                let word = body[index...].prefix(while: \.isWord)
                tokens.append(.word(word))
                index = word.endIndex
            } else {
                tokens.append(.sign(byte))
                index += 1
            }
        }
        return tokens
    }

    private static func arrowEnd(_ body: ArraySlice<UInt8>, at start: Int) -> Int? {
        let rest = body[start...]
        if rest.starts(with: [0xE2, 0x86, 0x92]) { return start + 3 }
        let shaft = rest.prefix(8).prefix { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "=") }
        guard !shaft.isEmpty, body[shaft.endIndex...].first == UInt8(ascii: ">") else { return nil }
        return shaft.endIndex + 1
    }
}
