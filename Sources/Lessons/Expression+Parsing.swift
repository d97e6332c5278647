import Paging

extension Expression {
    /// Reads a formula.
    ///
    /// - Throws: ``LessonFlaw`` with the text and the place.
    package init(_ text: String) throws(LessonFlaw) {
        var parser = Parser(text)
        self = try parser.whole()
    }

    /// Precedence climbing over a list of tokens.
    private struct Parser {
        private let text: String
        private var tokens: [String] = []
        private var position = 0

        init(_ text: String) {
            self.text = text
            tokens = Self.tokens(text)
        }

        private static let signs = ["<<", ">>", "<=", ">=", "==", "!=", "&&", "||"]

        private static func tokens(_ text: String) -> [String] {
            var tokens: [String] = []
            var rest = Substring(text)
            while let first = rest.first {
                if first == " " || first == "\n" || first == "\t" {
                    rest.removeFirst()
                } else if isWord(first) {
                    let word = rest.prefix(while: isWord)
                    tokens.append(String(word))
                    rest = rest.dropFirst(word.count)
                } else {
                    let pair = String(rest.prefix(2))
                    let sign = signs.contains(pair) ? pair : String(first)
                    tokens.append(sign)
                    rest = rest.dropFirst(sign.count)
                }
            }
            return tokens
        }

        private static func isWord(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || character == "_")
        }

        private static let binding: [String: Int] = [
            "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "|": 5, "^": 6, "&": 7, "<<": 8,
            ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
        ]

        mutating func whole() throws(LessonFlaw) -> Expression {
            let result = try choice(depth: 0)
            guard position == tokens.count else { throw flaw("“\(tokens[position])” does not belong there") }
            return result
        }

        private func flaw(_ what: String) -> LessonFlaw { LessonFlaw("the formula “\(text)” cannot be read: \(what)") }

        private mutating func take(_ token: String) -> Bool {
            guard position < tokens.count, tokens[position] == token else { return false }
            position += 1
            return true
        }

        private mutating func choice(depth: Int) throws(LessonFlaw) -> Expression {
            guard depth < 40 else { throw flaw("it is nested too deeply") }
            let condition = try binary(0, depth: depth + 1)
            guard take("?") else { return condition }
            let yes = try choice(depth: depth + 1)
            guard take(":") else { throw flaw("after ? a : is missing") }
            return .choice(condition, yes, try choice(depth: depth + 1))
        }

        private mutating func binary(_ floor: Int, depth: Int) throws(LessonFlaw) -> Expression {
            var left = try operand(depth: depth + 1)
            while position < tokens.count, let strength = Self.binding[tokens[position]], strength > floor {
                let sign = tokens[position]
                position += 1
                left = .binary(sign, left, try binary(strength, depth: depth + 1))
            }
            return left
        }

        private mutating func operand(depth: Int) throws(LessonFlaw) -> Expression {
            guard depth < 60 else { throw flaw("it is nested too deeply") }
            guard position < tokens.count else { throw flaw("it ends too soon") }
            let token = tokens[position]
            position += 1
            if token == "(" {
                let inner = try choice(depth: depth + 1)
                guard take(")") else { throw flaw("a ) is missing") }
                return inner
            }
            if let sign = token.first, token.count == 1, "~!-".contains(sign) {
                return .unary(sign, try operand(depth: depth + 1))
            }
            if token.first?.isNumber == true {
                let isHexadecimal = token.hasPrefix("0x")
                guard let value = try? VirtualAddress.number(isHexadecimal ? token : "10#\(token)") else {
                    throw flaw("“\(token)” is no number")
                }
                return .number(value)
            }
            guard token.first.map(Self.isWord) == true else { throw flaw("“\(token)” does not belong there") }
            guard take("(") else { return .name(token) }
            var arguments: [Expression] = []
            while !take(")") {
                if !arguments.isEmpty, !take(",") { throw flaw("a , or ) is missing") }
                arguments.append(try choice(depth: depth + 1))
            }
            return .call(token, arguments)
        }
    }
}
