import MtestProtocol

/// How far a number may be from the right one: not at all, by some, or by some of a hundred.
enum Allowance: Sendable, Hashable {
    case none
    case number(UInt64)
    /// A hundredth part of the right number for each.
    case percent(UInt64)

    static let manual =
        "how far it may be from the right one: a number, or a percentage such as `5%`; exact without the field"

    /// Reads `3` or `5%`; nil for anything else.
    init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let number = UInt64(text.dropLast()), number <= 100 else { return nil }
            self = .percent(number)
        } else {
            guard let number = UInt64(text) else { return nil }
            self = .number(number)
        }
    }

    /// The numbers that are right where `low` to `high` were true while the command was carried out.
    func range(_ low: UInt64, _ high: UInt64) -> ClosedRange<UInt64> {
        func more(_ number: UInt64) -> UInt64 {
            switch self {
            case .none: 0
            case .number(let count): count
            // Rounded up: within 5 % of 10 is 9 to 11.
            case .percent(let share):
                number / 100 * share + (number % 100 * share + 99) / 100
            }
        }
        let (down, up) = (more(low), more(high))
        return (low > down ? low - down : 0)...(high > .max - up ? .max : high + up)
    }
}
