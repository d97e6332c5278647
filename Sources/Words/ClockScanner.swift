/// Reads a date and a time of day, as ISO 8601 and people write them.
struct ClockScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        let end = text.lastIndex { $0 != " " && $0 != "\t" }.map { text.index(after: $0) } ?? text.startIndex
        rest = text[..<end].prefix(64).utf8
    }

    /// The time as if it were UTC's, in seconds since 1970, and the seconds that it is ahead of UTC, if it says so. Nil
    /// for what is no time, or has something behind it.
    mutating func time() -> (local: Double, offset: Double?)? {
        skipBlanks()
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
            let days = Self.days(year, month, day)
        else { return nil }
        guard take("T") || take("t") || take(" ") else { return nil }
        skipBlanks()
        guard let hour = number(2), take(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
        var second = 0.0
        if take(":") {
            guard let whole = number(2), whole < 60 else { return nil }
            second = Double(whole)
            // Parts of a second decide nothing.
            if take(".") { while number(1) != nil {} }
        }
        skipBlanks()
        let local = Double(days) * 86400 + Double(hour * 3600 + minute * 60) + second
        guard !rest.isEmpty else { return (local, nil) }
        guard let offset = offset() else { return nil }
        return rest.isEmpty ? (local, offset) : nil
    }

    private mutating func offset() -> Double? {
        if take("Z") || take("z") { return 0 }
        for word in ["UTC", "GMT"] where rest.elementsEqual(word.utf8) {
            rest = rest.dropFirst(3)
            return 0
        }
        let sign = take("+") ? 1.0 : take("-") ? -1.0 : 0
        guard sign != 0, let hours = number(2), hours <= 15 else { return nil }
        var minutes = 0
        if take(":") || !rest.isEmpty {
            guard let number = number(2), number < 60 else { return nil }
            minutes = number
        }
        return sign * Double(hours * 3600 + minutes * 60)
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 } }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == letter.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func number(_ digits: Int) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Days since 1970; nil for a date that no calendar has.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1970...2999).contains(year), (1...12).contains(month), (1...lengths[month - 1]).contains(day) else {
            return nil
        }
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400)
        return (year - 1970) * 365 + leapDays + lengths.prefix(month - 1).reduce(0, +) + day - 1
    }
}
