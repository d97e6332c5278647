import Paging
import Words

/// The command of a check, with the places of this run filled in.
///
/// - `{place}`, `{place+0x10}`, `{place-1}`, `{place.end}`, `{0xffff800000000000}`: an address, with 0x
/// - `{wide:place}`: with all sixteen digits; `{bare:place}`: without 0x; `{upper:place}`: in upper case, without 0x
/// - `{value}`, `{bare:value}`: a fresh 64-bit value
/// - `{pid}`, `{pid:1}`: process identifier of the asked process, or of the one with that index
/// - `{blanks:100}`, `{letters:5000}`, `{digits:17}`: so many of them
struct CommandTemplate {
    /// The text to write.
    private(set) var text = ""
    /// The address it is about, if it is about one.
    private(set) var address: UInt64?
    /// The value it writes, if any.
    private(set) var value: UInt64?

    /// Fills in the places of `session`.
    ///
    /// - Throws: `Rubric.Flaw` for a place that the target does not have.
    init(_ check: Rubric.Check, _ template: String, session: Session) throws(Rubric.Flaw) {
        let fresh = session.seed.number("value \(check.id)") | 1 << 63
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            try fill(rest[rest.index(after: open)..<close], session, fresh)
            rest = rest[rest.index(after: close)...]
        }
        text += rest
        if value == nil, text.hasPrefix("writeval ") {
            let words = text.split(separator: " ")
            let literal = words.count > 2 ? words[2] : ""
            value = UInt64(literal.hasPrefix("0x") ? literal.dropFirst(2) : literal, radix: 16)
        }
    }

    private mutating func fill(_ token: Substring, _ session: Session, _ fresh: UInt64) throws(Rubric.Flaw) {
        let parts = token.split(separator: ":", maxSplits: 1)
        let modifier = parts.count > 1 ? String(parts[0]) : ""
        let name = parts.last ?? ""
        switch (modifier, name) {
        case ("blanks", _): text += String(repeating: " ", count: Int(name) ?? 0)
        case ("letters", _): text += String(repeating: "a", count: Int(name) ?? 0)
        case ("digits", _): text += "1" + String(repeating: "0", count: max(Int(name) ?? 1, 1) - 1)
        case ("pid", _):
            guard let index = Int(name), session.processes.indices.contains(index) else {
                throw Rubric.Flaw(file: "command", line: nil, reason: "there is no process {\(token)}")
            }
            text += "\(session.processes[index].pid)"
        case ("", "pid"): text += "\(session.target)"
        case (_, "value"):
            text += Self.written(fresh, modifier)
            value = fresh
        default:
            guard let number = Self.resolve(name, session.places) else {
                throw Rubric.Flaw(file: "command", line: nil, reason: "the target has no place {\(token)}")
            }
            address = number
            text += Self.written(number, modifier)
        }
    }

    private static func written(_ number: UInt64, _ modifier: String) -> String {
        switch modifier {
        case "bare": String(number, radix: 16)
        case "wide":
            "0x" + String(repeating: "0", count: number.leadingZeroBitCount / 4) + String(number, radix: 16)
        case "upper": String(number, radix: 16, uppercase: true)
        default: hex(number)
        }
    }

    private static func resolve(_ name: Substring, _ places: [String: Session.Place]) -> UInt64? {
        let sign = name.firstIndex { $0 == "+" || $0 == "-" }
        let head = name[..<(sign ?? name.endIndex)]
        let parts = head.split(separator: ".")
        var base: UInt64
        if head.hasPrefix("0x"), let number = UInt64(head.dropFirst(2), radix: 16) {
            base = number
        } else {
            guard let first = parts.first, let place = places[String(first)] else { return nil }
            base = place.address
            if parts.count == 2, parts[1] == "end" { base &+= place.length } else if parts.count > 1 { return nil }
        }
        guard let sign else { return base }
        let digits = name[name.index(after: sign)...]
        let number = digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
        guard let number else { return nil }
        return name[sign] == "+" ? base &+ number : base &- number
    }
}
