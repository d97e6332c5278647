import Paging

/// A text with formulas in braces: `{va}`, `{va >> 12:dec}`, `{level:level}`. Formats: hex (the default), dec, bin9 (or
/// another width), long (sixteen digits), level, yesno.
struct Template {
    let text: String

    init(_ text: String) { self.text = text }

    func filled(in scope: Expression.Scope) throws(LessonFlaw) -> String {
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(of: "}") else {
                throw LessonFlaw("a } is missing in “\(text.prefix(60))”")
            }
            result += try value(inside[..<close], scope)
            rest = inside[inside.index(after: close)...]
        }
        return result + rest
    }

    private func value(_ text: Substring, _ scope: Expression.Scope) throws(LessonFlaw) -> String {
        var formula = String(text)
        var format = "hex"
        if let colon = text.lastIndex(of: ":") {
            let suffix = String(text[text.index(after: colon)...])
            if ["hex", "dec", "long", "level", "yesno"].contains(suffix) || Self.width(suffix) != nil {
                format = suffix
                formula = String(text[..<colon])
            }
        }
        return Self.shown(try Expression(formula).value(in: scope), format)
    }

    private static func width(_ format: String) -> Int? { format.hasPrefix("bin") ? Int(format.dropFirst(3)) : nil }

    static func shown(_ number: UInt64, _ format: String) -> String {
        switch format {
        case "dec": return String(number)
        case "level": return PagingLevel(rawValue: Int(truncatingIfNeeded: number))?.name ?? String(number)
        case "yesno": return number == 0 ? "no" : "yes"
        case "long":
            let digits = String(number, radix: 16)
            return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
        default:
            if let width = width(format) {
                let digits = String(number, radix: 2)
                return String(repeating: "0", count: max(0, width - digits.count)) + digits
            }
            return "0x" + String(number, radix: 16)
        }
    }
}
