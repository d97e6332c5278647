/// C without what a search for names must not see: comments, what is in strings, and macros, which are kept apart.
struct CText: Sendable {
    /// A `#define`.
    struct Macro: Sendable {
        var name: String
        var line: Int
        /// The identifiers of what it stands for.
        var words: Set<String>
    }

    /// A name, a number, or one other character.
    struct Token: Sendable {
        var text: String
        /// Counted from 1.
        var line: Int
        /// Whether it begins as a name does.
        var isName: Bool { text.utf8.first.map { CText.isLetter($0) } ?? false }
    }

    /// As many lines as the file has; ASCII.
    private(set) var code = ""
    private(set) var macros: [Macro] = []

    /// Reads a file; bytes that are not ASCII become blanks.
    init(_ bytes: [UInt8]) {
        let lines = Self.blanked(bytes).split(separator: 0x0a, omittingEmptySubsequences: false)
        var number = 0
        var kept: [ArraySlice<UInt8>] = []
        while number < lines.count {
            let first = number
            guard Self.isDefine(lines[number]) else {
                kept.append(lines[number])
                number += 1
                continue
            }
            var text: [UInt8] = []
            while true {
                text += lines[number] + [0x20]
                kept.append([])
                let goesOn = lines[number].last == UInt8(ascii: "\\")
                number += 1
                if !goesOn || number == lines.count { break }
            }
            let words = Self.words(String(decoding: text, as: UTF8.self)).filter(\.isName).map(\.text)
            if words.count > 1 {
                macros.append(Macro(name: words[1], line: first + 1, words: Set(words.dropFirst(2))))
            }
        }
        code = kept.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }

    /// The tokens of a text.
    static func words(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var word: [UInt8] = []
        var line = 1
        func flush() {
            if !word.isEmpty { tokens.append(Token(text: String(decoding: word, as: UTF8.self), line: line)) }
            word = []
        }
        for byte in text.utf8 {
            if isLetter(byte) || isDigit(byte) {
                word.append(byte)
                continue
            }
            flush()
            if byte == 0x0a {
                line += 1
            } else if byte > 0x20 {
                tokens.append(Token(text: String(decoding: [byte], as: UTF8.self), line: line))
            }
        }
        flush()
        return tokens
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isDefine(_ line: ArraySlice<UInt8>) -> Bool {
        let words = words(String(decoding: line.prefix(80), as: UTF8.self))
        return words.count > 1 && words[0].text == "#" && words[1].text == "define"
    }

    /// The file with blanks for comments, for what is between quotes, and for what is not ASCII.
    private static func blanked(_ bytes: [UInt8]) -> [UInt8] {
        enum State { case code, line, block, quoted(UInt8) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var state = State.code
        var index = 0
        while index < bytes.count {
            let byte = bytes[index], next = index + 1 < bytes.count ? bytes[index + 1] : 0
            switch state {
            case .code:
                if byte == UInt8(ascii: "/"), next == UInt8(ascii: "/") { state = .line }
                if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                    state = .block
                    result += [0x20, 0x20]
                    index += 2
                    continue
                }
                if case .line = state { continue }
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { state = .quoted(byte) }
                result.append(byte == 0x0a || byte == 0x09 || (0x20..<0x7f).contains(byte) ? byte : 0x20)
            case .line:
                if byte == 0x0a { state = .code }
                result.append(byte == 0x0a ? byte : 0x20)
            case .block:
                if byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                    state = .code
                    result += [0x20, 0x20]
                    index += 2
                    continue
                }
                result.append(byte == 0x0a ? byte : 0x20)
            case .quoted(let quote):
                if byte == UInt8(ascii: "\\"), next != 0, next != 0x0a {
                    result += [0x20, 0x20]
                    index += 2
                    continue
                }
                // A string ends with its line, whatever is missing.
                if byte == quote || byte == 0x0a { state = .code }
                result.append(byte == quote || byte == 0x0a ? byte : 0x20)
            }
            index += 1
        }
        return result
    }
}
