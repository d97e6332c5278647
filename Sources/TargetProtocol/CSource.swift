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
        var rest = Substring(text)
        while let first = rest.first {
            if rest.hasPrefix("/*") {
                rest = after("*/", in: rest.dropFirst(2))
            } else if rest.hasPrefix("//") || first == "#" {
                rest = rest.drop { !$0.isNewline }
            } else if first == "\"" {
                let (content, remainder) = quoted(rest.dropFirst(), until: "\"")
                tokens.append(.text(content))
                rest = remainder
            } else if first == "'" {
                rest = quoted(rest.dropFirst(), until: "'").1
            } else if isWordCharacter(first) {
                let word = rest.prefix(while: isWordCharacter)
                tokens.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            } else {
                if !first.isWhitespace { tokens.append(.mark(first)) }
                rest = rest.dropFirst()
            }
        }
        return tokens
    }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }

    private static func after(_ end: String, in text: Substring) -> Substring {
        var rest = text
        while !rest.isEmpty, !rest.hasPrefix(end) { rest = rest.dropFirst() }
        return rest.dropFirst(end.count)
    }

    private static func quoted(_ text: Substring, until end: Character) -> (String, Substring) {
        var content = ""
        var rest = text
        while let character = rest.popFirst(), character != end {
            content.append(character)
            if character == "\\", let escaped = rest.popFirst() { content.append(escaped) }
        }
        return (content, rest)
    }
}
