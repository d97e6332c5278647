/// A formula of a lesson: 64-bit unsigned numbers, C's operators, a few functions about addresses and tables.
///
/// ```
/// (va >> 21) & 0x1ff          entry(pmd, va) & (1 << 7) != 0
/// ```
/// Unlike in C, `&`, `^` and `|` bind tighter than comparisons. Arithmetic wraps at 64 bits.
package indirect enum Expression: Sendable, Hashable {
    case number(UInt64)
    case name(String)
    case call(String, [Expression])
    case unary(Character, Expression)
    case binary(String, Expression, Expression)
    case choice(Expression, Expression, Expression)

    /// What names and functions stand for.
    package struct Scope {
        /// The numbers of the exercise by name; `x` and `answer` when an answer is judged.
        package var names: [String: UInt64]
        /// Carries out a call of a function with these arguments.
        package var functions: (String, [UInt64]) throws(LessonFlaw) -> UInt64

        /// Some names, and functions; without functions every call is a flaw.
        package init(
            names: [String: UInt64] = [:],
            functions: @escaping (String, [UInt64]) throws(LessonFlaw) -> UInt64 = { (name, _) throws(LessonFlaw) in
                throw LessonFlaw("there is no function \(name)")
            }
        ) {
            self.names = names
            self.functions = functions
        }
    }

    /// The value of the formula.
    ///
    /// - Throws: ``LessonFlaw`` for an unknown name, a division by zero, or what a function throws.
    package func value(in scope: Scope) throws(LessonFlaw) -> UInt64 {
        switch self {
        case .number(let number): return number
        case .name(let name):
            guard let value = scope.names[name] ?? Self.constants[name] else {
                throw LessonFlaw("nothing is named \(name)")
            }
            return value
        case .call(let name, let arguments):
            var values: [UInt64] = []
            for argument in arguments { values.append(try argument.value(in: scope)) }
            return try scope.functions(name, values)
        case .unary(let sign, let operand):
            let value = try operand.value(in: scope)
            return sign == "~" ? ~value : sign == "!" ? (value == 0 ? 1 : 0) : 0 &- value
        case .choice(let condition, let yes, let no):
            return try condition.value(in: scope) != 0 ? yes.value(in: scope) : no.value(in: scope)
        case .binary(let sign, let left, let right):
            let a = try left.value(in: scope)
            if sign == "&&" && a == 0 { return 0 }
            if sign == "||" && a != 0 { return 1 }
            return try Self.apply(sign, a, right.value(in: scope))
        }
    }

    private static func apply(_ sign: String, _ a: UInt64, _ b: UInt64) throws(LessonFlaw) -> UInt64 {
        switch sign {
        case "+": return a &+ b
        case "-": return a &- b
        case "*": return a &* b
        case "/", "%":
            guard b != 0 else { throw LessonFlaw("a division by zero") }
            return sign == "/" ? a / b : a % b
        case "<<": return b < 64 ? a << b : 0
        case ">>": return b < 64 ? a >> b : 0
        case "&": return a & b
        case "|": return a | b
        case "^": return a ^ b
        case "==": return a == b ? 1 : 0
        case "!=": return a != b ? 1 : 0
        case "<": return a < b ? 1 : 0
        case "<=": return a <= b ? 1 : 0
        case ">": return a > b ? 1 : 0
        case ">=": return a >= b ? 1 : 0
        case "&&", "||": return b != 0 ? 1 : 0
        default: throw LessonFlaw("there is no operator \(sign)")
        }
    }

    /// Levels by name, as their `PagingLevel` raw values; and the truth.
    static let constants: [String: UInt64] = [
        "pte": 1, "pmd": 2, "pud": 3, "p4d": 4, "pgd": 5, "yes": 1, "no": 0,
    ]
}

/// A lesson's file says something that cannot be done: one sentence for the author of the lesson.
package struct LessonFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    package let description: String

    init(_ description: String) { self.description = description }
}

extension LessonFlaw {
    /// The lessons cannot be found at all, for this reason.
    package static func elsewhere(_ reason: String) -> LessonFlaw { LessonFlaw(reason) }
}
