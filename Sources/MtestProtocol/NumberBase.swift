/// How an answer spells its addresses, known from the address of the command, which it repeats.
enum NumberBase: Equatable {
    case hexadecimal
    /// The address of the command stands there in base 10: so do the other numbers without `0x`.
    case decimal
    /// `0x%lu`: digits in base 10 behind `0x`.
    case decimalWithPrefix

    /// The base of an answer to a command about `address`. One line that repeats it in hexadecimal decides.
    init(of lines: [AnswerLine], address: UInt64?) {
        self = .hexadecimal
        guard let address, address > 0xffff else { return }
        for line in lines where line.commandEcho == nil {
            for case .word(let word) in Token.tokens(of: line.body) {
                guard let number = PrintedNumber(hexadecimal: word) else { continue }
                if number.value == address {
                    self = .hexadecimal
                    return
                }
                if number.decimalValue == address { self = number.hasPrefix ? .decimalWithPrefix : .decimal }
            }
        }
    }

    /// The number in this base.
    func read(_ number: PrintedNumber) -> PrintedNumber {
        switch self {
        case .hexadecimal: number
        case .decimal: number.hasPrefix ? number : PrintedNumber(decimalDigitsOf: number) ?? number
        case .decimalWithPrefix: PrintedNumber(decimalDigitsOf: number) ?? number
        }
    }
}
