import Paging

/// A learner's answer as a calculation: numbers, `+ - * / << >> & | ~ ( )` as in C, and `^` or `**` for a power, as the
/// lessons write 2^9. Results are checked against 64 bits, but for `<<`, since `~0 << 12` is a mask.
struct AnswerCalculation {
    private enum Token: Equatable { case sign(String), operand(String) }

    /// A number, and the unit behind it that still has to be multiplied: in `2^9 GiB` that of the power.
    private struct Value {
        var number: UInt64
        var factor: UInt64 = 1

        func whole() throws(AddressTextError) -> UInt64 {
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: factor)
            guard !isTooLarge else { throw .unreadable(AnswerText.tooLarge) }
            return product
        }
    }

    /// Whether a unit was written.
    private(set) var hasUnit = false
    private var tokens: [Token] = []
    private var position = 0

    init(_ text: String) throws(AddressTextError) {
        var operand = ""
        func end(_ tokens: inout [Token]) {
            let trimmed = operand.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if !trimmed.isEmpty { tokens.append(.operand(trimmed)) }
            operand = ""
        }
        var rest = Substring(text)
        // A full stop that ends a sentence.
        while let last = rest.last, last == "." || last.isWhitespace { rest.removeLast() }
        while let first = rest.first {
            let pair = String(rest.prefix(2))
            if ["<<", ">>", "**"].contains(pair) {
                end(&tokens)
                tokens.append(.sign(pair == "**" ? "^" : pair))
                rest = rest.dropFirst(2)
            } else if let sign = Self.signs[first] {
                end(&tokens)
                tokens.append(.sign(sign))
                rest.removeFirst()
            } else {
                operand.append(first)
                rest.removeFirst()
            }
        }
        end(&tokens)
    }

    /// What is typed for a sign; a minus and a cross also as they are pasted.
    private static let signs: [Character: String] = [
        "+": "+", "-": "-", "−": "-", "*": "*", "×": "*", "/": "/", "&": "&", "|": "|", "^": "^", "~": "~", "(": "(",
        ")": ")",
    ]

    private static let binding = ["|": 1, "&": 2, "<<": 3, ">>": 3, "+": 4, "-": 4, "*": 5, "/": 5]

    /// Carries the calculation out; its length is bounded by the caller, and so is the nesting.
    mutating func value() throws(AddressTextError) -> UInt64 {
        guard !tokens.isEmpty else { throw .unreadable("An answer is missing.") }
        let value = try binary(0)
        guard position == tokens.count else { throw .unreadable(AnswerText.sentence) }
        return try value.whole()
    }

    private mutating func take(_ sign: String) -> Bool {
        guard position < tokens.count, tokens[position] == .sign(sign) else { return false }
        position += 1
        return true
    }

    private mutating func binary(_ least: Int) throws(AddressTextError) -> Value {
        var left = try power()
        while position < tokens.count, case .sign(let sign) = tokens[position], let strength = Self.binding[sign],
            strength > least
        {
            position += 1
            let right = try binary(strength)
            left = try Self.apply(sign, left, right)
        }
        return left
    }

    private static func apply(_ sign: String, _ left: Value, _ right: Value) throws(AddressTextError) -> Value {
        let a = try left.whole()
        if sign == "<<" {
            guard right.number < 64 else { throw .unreadable(AnswerText.tooLarge) }
            return Value(number: a << right.number, factor: right.factor)
        }
        let b = try right.whole()
        let result: (partialValue: UInt64, overflow: Bool)
        switch sign {
        case "+": result = a.addingReportingOverflow(b)
        case "-":
            guard a >= b else { throw .unreadable("That is less than 0.") }
            return Value(number: a - b)
        case "*": result = a.multipliedReportingOverflow(by: b)
        case "/":
            guard b != 0 else { throw .unreadable("Nothing can be divided by 0.") }
            return Value(number: a / b)
        case ">>": return Value(number: b < 64 ? a >> b : 0)
        case "&": return Value(number: a & b)
        default: return Value(number: a | b)
        }
        guard !result.overflow else { throw .unreadable(AnswerText.tooLarge) }
        return Value(number: result.partialValue)
    }

    private mutating func power() throws(AddressTextError) -> Value {
        let base = try operand()
        guard take("^") else { return base }
        let exponent = try power()
        let number = try base.whole()
        var result: UInt64 = 1
        if number > 1 {
            guard exponent.number < 64 else { throw .unreadable(AnswerText.tooLarge) }
            for _ in 0..<exponent.number {
                let (product, isTooLarge) = result.multipliedReportingOverflow(by: number)
                guard !isTooLarge else { throw .unreadable(AnswerText.tooLarge) }
                result = product
            }
        } else {
            result = exponent.number == 0 ? 1 : number
        }
        return Value(number: result, factor: exponent.factor)
    }

    private mutating func operand() throws(AddressTextError) -> Value {
        if take("~") { return Value(number: ~(try operand().whole())) }
        // As the kernel prints it: -1 is 64 ones.
        if take("-") { return Value(number: 0 &- (try operand().whole())) }
        if take("(") {
            var value = try binary(0)
            guard take(")") else { throw .unreadable("A ) is missing behind its (.") }
            if position < tokens.count, case .operand(let word) = tokens[position], let unit = ByteUnit.bytes(of: word)
            {
                position += 1
                hasUnit = true
                value = Value(number: try value.whole(), factor: unit)
            }
            return value
        }
        guard position < tokens.count, case .operand(let text) = tokens[position] else {
            throw .unreadable(AnswerText.sentence)
        }
        position += 1
        return try number(text)
    }

    private mutating func number(_ text: String) throws(AddressTextError) -> Value {
        var digits = Substring(text)
        let letters = String(text.reversed().prefix { $0.isLetter }.reversed())
        guard letters.count < text.count, let unit = ByteUnit.bytes(of: letters) else {
            return Value(number: try AnswerText.plain(digits))
        }
        digits.removeLast(letters.count)
        let isApart = digits.last == " "
        // B is also a hexadecimal digit.
        if letters == "B" || letters == "b" {
            let isDecimal = digits.allSatisfy { $0.isDecimalDigit || ", _".contains($0) }
            guard isDecimal else { return Value(number: try AnswerText.plain(Substring(text))) }
            guard isApart else {
                guard letters == "B" else { return Value(number: try AnswerText.plain(Substring(text))) }
                throw .unreadable(
                    "\(text.prefix(24)) may be hexadecimal or bytes: write 0x\(text.prefix(24)), or the digits alone.")
            }
        }
        hasUnit = true
        return Value(number: try AnswerText.plain(digits), factor: unit)
    }
}
