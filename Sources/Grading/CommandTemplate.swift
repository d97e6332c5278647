import MtestProtocol

/// The command of a check, with the places of this run filled in.
struct CommandTemplate {
    /// The text to write.
    let text: String
    /// The address it is about, if it is about one.
    let address: UInt64?
    /// The value it writes, if any.
    let value: UInt64?

    /// Fills in `{place}`, `{place+0x10}`, `{place-1}`, `{place.end}`, `{pid}` and `{value}`.
    ///
    /// - Throws: `Rubric.Flaw` for a place that the target does not have.
    init(_ template: String, places: [String: Session.Place], pid: Int32, value: UInt64) throws(Rubric.Flaw) {
        var text = ""
        var address: UInt64?
        var usesValue = false
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            let name = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            switch name {
            case "pid": text += "\(pid)"
            case "value":
                text += "0x" + String(value, radix: 16)
                usesValue = true
            default:
                guard let number = Self.resolve(name, places) else {
                    throw Rubric.Flaw(file: "command", line: nil, reason: "the target has no place {\(name)}")
                }
                address = number
                text += "0x" + String(number, radix: 16)
            }
        }
        text += rest
        self.text = text
        self.address = address
        self.value = usesValue ? value : nil
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
