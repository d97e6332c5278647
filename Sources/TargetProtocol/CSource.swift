/// C source text as tokens, as far as the names in it are concerned. Comments and directives are left out.
struct CSource {
    enum Token: Hashable {
        case word(String)
        /// The characters between the quotation marks, escapes as they are written.
        case text(String)
        case mark(Character)
    }

    /// A definition at the outermost level: a function, or a variable with its initial value.
    struct Definition {
        let name: String
        let tokens: ArraySlice<Token>
    }

    let definitions: [Definition]

    init(_ text: String) {
        let tokens = Self.tokens(text)
        var definitions: [Definition] = []
        var start = 0
        var depth = 0
        for (index, token) in tokens.enumerated() {
            switch token {
            case .mark("{"), .mark("("), .mark("["): depth += 1
            case .mark(")"), .mark("]"): depth -= 1
            case .mark("}"): depth -= 1
            default: break
            }
            guard depth == 0, token == .mark(";") || token == .mark("}") else { continue }
            // `= { ... };` goes on up to its semicolon.
            if token == .mark("}"), index + 1 < tokens.count, tokens[index + 1] == .mark(";") { continue }
            let part = tokens[start...index]
            if let name = Self.name(of: part) { definitions.append(Definition(name: name, tokens: part)) }
            start = index + 1
        }
        self.definitions = definitions
    }

    /// The first word before a parenthesis or a bracket; nil for declarations, which have no braces.
    private static func name(of tokens: ArraySlice<Token>) -> String? {
        guard tokens.contains(.mark("{")) else { return nil }
        for (token, next) in zip(tokens, tokens.dropFirst()) {
            if case .word(let name) = token, next == .mark("(") || next == .mark("[") { return name }
        }
        return nil
    }

    private static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        // Bytes: all that C gives a meaning to is ASCII, and letters would be taken apart by Unicode's rules, ten times as
        // slowly, before every run of the grader.
        var rest = Array(text.utf8)[...]
        while let first = rest.first {
            if rest.starts(with: "/*".utf8) {
                rest = after("*/", in: rest.dropFirst(2))
            } else if rest.starts(with: "//".utf8) || first == UInt8(ascii: "#") {
                rest = rest.drop { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            } else if first == UInt8(ascii: "\"") {
                let (content, remainder) = quoted(rest.dropFirst(), until: first)
                tokens.append(.text(String(decoding: content, as: UTF8.self)))
                rest = remainder
            } else if first == UInt8(ascii: "'") {
                rest = quoted(rest.dropFirst(), until: first).1
            } else if isOfWord(first) {
                let word = rest.prefix(while: isOfWord)
                tokens.append(.word(String(decoding: word, as: UTF8.self)))
                rest = rest.dropFirst(word.count)
            } else {
                if (0x21..<0x7f).contains(first) { tokens.append(.mark(Character(Unicode.Scalar(first)))) }
                rest = rest.dropFirst()
            }
        }
        return tokens
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func after(_ end: String, in text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = text
        while !rest.isEmpty, !rest.starts(with: end.utf8) { rest = rest.dropFirst() }
        return rest.dropFirst(end.utf8.count)
    }

    /// What stands before the mark `end`, escapes as they are written, and what follows that mark.
    private static func quoted(
        _ text: ArraySlice<UInt8>, until end: UInt8
    ) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        var index = text.startIndex
        while index < text.endIndex, text[index] != end { index += text[index] == UInt8(ascii: "\\") ? 2 : 1 }
        index = min(index, text.endIndex)
        return (text[..<index], text[index...].dropFirst())
    }
}
