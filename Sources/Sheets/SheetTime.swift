package import FoundationEssentials

/// A time as platforms write it: `2026-11-15T23:59:00+01:00`, Gradescope's `2026-11-15 14:58:01 -0800`, Moodle's
/// `mercredi 10 juin 2026, 14:14` in eight languages, `2026年6月10日 14:14`, Brightspace's `Oct 1, 2023 1005 AM`.
package enum SheetTime {
    /// Reads a time; nil for what is none, and for what may be two, such as `3/4/2026 10:00`.
    ///
    /// - Parameters:
    ///   - text: The cell.
    ///   - zone: The zone of a time that does not say its own.
    /// - Returns: Seconds since 1970, UTC.
    package static func read(_ text: String, zone: TimeZone) -> Double? {
        guard text.utf8.count <= 120 else { return nil }
        var parts = Parts()
        var tokens = tokens(text)
        // A word at the end, right behind the hour, is the name of a zone, or of the hour itself.
        if let last = tokens.last, tokens.count > 1, isHour(tokens[tokens.count - 2]), !isHour(last),
            last.allSatisfy(\.isLetter)
        {
            tokens.removeLast()
            if !hours.contains(last) {
                guard let offset = zones[last], parts.take(offset) else { return nil }
            }
        }
        for token in tokens { guard parts.take(token) else { return nil } }
        return parts.seconds(zone)
    }

    /// Whether a cell says that there is no time: empty, or Moodle's `-`.
    package static func isNever(_ text: String) -> Bool {
        ["", "-", "–", "—"].contains(DelimitedFile.trimmed(text))
    }

    /// Whether a token ends an hour: `14:14`, `14h14`, `pm`.
    private static func isHour(_ token: String) -> Bool {
        ["am", "pm"].contains(token) || token.first?.isPlainDigit == true && token.contains { $0 == ":" || $0 == "h" }
    }

    /// What some languages write behind the hour.
    private static let hours: Set = ["uhr", "h", "hrs", "hr", "heures", "horas", "ore", "uur"]

    /// Zones by names that one zone has. `EST`, `CST` and `IST`, say, are several, and are not read.
    private static let zones: [String: String] = [
        "z": "+00:00", "utc": "+00:00", "gmt": "+00:00", "wet": "+00:00", "west": "+01:00",
        "cet": "+01:00", "cest": "+02:00", "mez": "+01:00", "mesz": "+02:00", "eet": "+02:00", "eest": "+03:00",
        "msk": "+03:00", "hkt": "+08:00", "awst": "+08:00", "jst": "+09:00", "kst": "+09:00", "aest": "+10:00",
        "aedt": "+11:00", "nzst": "+12:00", "nzdt": "+13:00",
        "brt": "-03:00", "edt": "-04:00", "mdt": "-06:00", "pdt": "-07:00", "akdt": "-08:00", "akst": "-09:00",
        "hst": "-10:00",
    ]

    /// Words, numbers, and what has numbers and signs in it, in small letters. `T` between a date and a time is a blank.
    private static func tokens(_ text: String) -> [String] {
        var text = text.lowercased()
        for (from, to) in [("a. m.", "am"), ("p. m.", "pm"), ("a.m.", "am"), ("p.m.", "pm"), ("年", "-"), ("月", "-")] {
            text = text.replacing(from, with: to)
        }
        text = text.replacing("日", with: " ").replacing("- ", with: "-")
        if let at = text.firstIndex(of: "t"), at != text.startIndex, text[text.index(before: at)].isPlainDigit,
            text[text.index(after: at)...].first?.isPlainDigit == true
        {
            text.replaceSubrange(at...at, with: " ")
        }
        return text.split { $0.isWhitespace || ",;()\u{202f}".contains($0) }.map(String.init)
    }
}

/// The parts of a time that were read so far.
private struct Parts {
    var year: Int?
    var month: Int?
    var day: Int?
    var clock: (hour: Int, minute: Int, second: Int)?
    var isAfternoon: Bool?
    /// Seconds east of Greenwich.
    var offset: Int?
    /// A number of three or four digits without a colon, which a following `AM` makes a time.
    var bare: Int?
    var words = 0

    /// Takes a word; false where it does not fit.
    mutating func take(_ token: String) -> Bool {
        let token = token.hasSuffix(".") ? String(token.dropLast()) : token
        if token.isEmpty || token == "-" { return true }
        if let number = Int(token), token.allSatisfy(\.isPlainDigit) { return take(number, digits: token.count) }
        if token.first?.isPlainDigit == true { return takeClock(token) || takeDate(token) || takeOrdinal(token) }
        if token.first == "+" || token.first == "-" || token.first == "\u{2212}" { return takeOffset(token) }
        if ["z", "utc", "gmt"].contains(token) { return set(\.offset, 0) }
        if let isAfternoon = Self.halves[token] {
            if clock == nil, let bare {
                guard setClock(bare / 100, bare % 100, 0) else { return false }
                self.bare = nil
            }
            return set(\.isAfternoon, isAfternoon)
        }
        if let month = Self.month(token) { return set(\.month, month) }
        // A weekday, or `de`, `à`, `um`.
        words += 1
        return words <= 4 && token.allSatisfy { $0.isLetter || $0 == "." || $0 == "-" || $0 == "'" }
    }

    private mutating func take(_ number: Int, digits: Int) -> Bool {
        if digits == 4, year == nil, (1990...2100).contains(number) { return set(\.year, number) }
        if digits <= 2 { return set(\.day, number) }
        guard digits <= 4, bare == nil else { return false }
        bare = number
        return true
    }

    /// `14:58`, `14:58:01.123`, `14h58`, with a zone at its end or not.
    private mutating func takeClock(_ token: String) -> Bool {
        var clock = token[...]
        var zone = ""
        if let at = clock.firstIndex(where: { "z+-\u{2212}".contains($0) }) {
            zone = String(clock[at...])
            clock = clock[..<at]
        }
        for (word, isAfternoon) in [("am", false), ("pm", true)] where clock.hasSuffix(word) {
            clock = clock.dropLast(2)
            guard set(\.isAfternoon, isAfternoon) else { return false }
        }
        let whole = clock.prefix { $0 != "." }
        let numbers = whole.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "h" }
        guard (2...3).contains(numbers.count), numbers.allSatisfy({ (1...2).contains($0.count) }) else { return false }
        let values = numbers.compactMap { Int($0) }
        guard values.count == numbers.count, setClock(values[0], values[1], values.count > 2 ? values[2] : 0) else {
            return false
        }
        return zone.isEmpty || (zone == "z" ? set(\.offset, 0) : takeOffset(zone))
    }

    /// `2026-11-15`, `2026/11/15`, `15.11.2026`; `15/11/2026` where one of the two can be no month.
    private mutating func takeDate(_ token: String) -> Bool {
        guard let sign = token.first(where: { !$0.isPlainDigit }), "-/.".contains(sign) else { return false }
        let texts = token.split(separator: sign, omittingEmptySubsequences: true)
        let values = texts.compactMap { Int($0) }
        guard values.count == 3, texts.count == 3 else { return false }
        if texts[0].count == 4 { return setDate(values[0], values[1], values[2]) }
        guard texts[2].count == 4 else { return false }
        if sign == "." || values[0] > 12 || values[0] == values[1] { return setDate(values[2], values[1], values[0]) }
        return values[1] > 12 && setDate(values[2], values[0], values[1])
    }

    /// `1st`, `2nd`, `1er`, `10º`.
    private mutating func takeOrdinal(_ token: String) -> Bool {
        let digits = token.prefix(while: \.isPlainDigit)
        guard ["st", "nd", "rd", "th", "er", "º", "o"].contains(token.dropFirst(digits.count)) else { return false }
        return Int(digits).map { set(\.day, $0) } ?? false
    }

    /// `+01:00`, `-0800`, `+01`.
    private mutating func takeOffset(_ token: String) -> Bool {
        let digits = token.dropFirst().filter { $0 != ":" }
        guard digits.count == 4 || digits.count == 2, digits.allSatisfy(\.isPlainDigit), let number = Int(digits) else {
            return false
        }
        let (hours, minutes) = digits.count == 4 ? (number / 100, number % 100) : (number, 0)
        guard hours <= 14, minutes < 60 else { return false }
        return set(\.offset, (token.first == "+" ? 1 : -1) * (hours * 3600 + minutes * 60))
    }

    private mutating func set<Value>(_ path: WritableKeyPath<Parts, Value?>, _ value: Value) -> Bool {
        guard self[keyPath: path] == nil else { return false }
        self[keyPath: path] = value
        return true
    }

    private mutating func setClock(_ hour: Int, _ minute: Int, _ second: Int) -> Bool {
        guard clock == nil, hour < 24, minute < 60, second < 60 else { return false }
        clock = (hour, minute, second)
        return true
    }

    private mutating func setDate(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        set(\.year, year) && set(\.month, month) && set(\.day, day)
    }

    /// The time, where a day and an hour are known and the day exists.
    func seconds(_ zone: TimeZone) -> Double? {
        guard let year, let month, let day, let clock, bare == nil else { return nil }
        var hour = clock.hour
        if let isAfternoon {
            guard (1...12).contains(hour) || !isAfternoon && hour == 0 || isAfternoon && hour > 12 else { return nil }
            if hour <= 12 { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        }
        var calendar = Calendar(identifier: .gregorian)
        guard let zone = offset.map({ TimeZone(secondsFromGMT: $0) }) ?? zone else { return nil }
        calendar.timeZone = zone
        let wanted = DateComponents(
            year: year, month: month, day: day, hour: hour, minute: clock.minute, second: clock.second)
        guard let date = calendar.date(from: wanted) else { return nil }
        let found = calendar.dateComponents([.year, .month, .day], from: date)
        guard found.year == year, found.month == month, found.day == day else { return nil }
        return date.timeIntervalSince1970
    }

    private static let halves = [
        "am": false, "pm": true, "上午": false, "下午": true, "午前": false, "午後": true,
    ]

    /// The month whose name, or the beginning of it, this is, in the languages of the table.
    private static func month(_ word: String) -> Int? {
        guard word.count >= 3 else { return nil }
        let fits = names.flatMap { list in
            list.indices.filter { list[$0] == word || word.count <= 5 && list[$0].hasPrefix(word) }
        }
        let months = Set(fits)
        return months.count == 1 ? months.first.map { $0 + 1 } : nil
    }

    /// English, German, French, Spanish, Portuguese, Italian, Dutch, Catalan.
    private static let names: [[String]] = [
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    ].map { $0.split(separator: " ").map(String.init) }
}
