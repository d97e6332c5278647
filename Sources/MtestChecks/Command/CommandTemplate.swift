import Grading
import TargetProtocol

/// The command of a check as the rubric writes it, read into its parts: text, and what every run fills in anew.
///
/// - `{place}`, `{place+0x10}`, `{place-1}`, `{place.end}`, `{0xffff800000000000}`: an address, with 0x
/// - `{place+0x10~0x800}`: an address whose offset lies up to 0x800 higher: the seed adds a multiple of eight below that
/// - `{wide:place}`: with all sixteen digits; `{bare:place}`: without 0x; `{upper:place}`: in upper case, without 0x
/// - `{value}`, `{bare:value}`: a fresh value below 2^63, of eight bytes that differ and of which none is 0
/// - `{high:value}`: such a value with bit 63 set
/// - `{pid}`, `{pid:1}`: process identifier of the target, or of the process with that index
/// - `{blanks:100}`, `{letters:5000}`: this number of blanks or of the letter a
/// - `{digits:17}`: a number of this many decimal digits, a 1 and then zeros
package struct CommandTemplate: Sendable, Hashable {
    /// Its parts, in their order.
    let parts: [Part]

    enum Part: Sendable, Hashable {
        case text(String)
        case address(Address, Spelling)
        case value(Spelling)
        /// Of the process with this index; of the target without one.
        case pid(Int?)
    }

    enum Address: Sendable, Hashable {
        case number(UInt64)
        /// `offset` is added, modulo 2^64, and a multiple of eight below `spread` (0: nothing), which the seed draws.
        case place(String, isEnd: Bool, offset: UInt64, spread: UInt64 = 0)
    }

    /// How a number is written; `high` is about a value and says that bit 63 is set.
    enum Spelling: String, Sendable, Hashable { case plain = "", bare, wide, upper, high }

    /// What is wrong with a template.
    struct Flaw: Error, CustomStringConvertible {
        let reason: String
        var description: String { "the command \(reason)" }
    }

    /// The largest N of `{letters:N}`: 1 MiB. The target is sent two digits for each byte, and a frame to the agent holds
    /// 16 MiB (`AgentLimits.frame`).
    private static let longest = 1 << 20

    /// A template that is made of parts.
    init(_ parts: [Part]) { self.parts = parts }

    /// Reads the text of a rubric.
    init(_ text: String) throws(Flaw) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw Flaw(reason: "has a { without a }: \(text.prefix(200))")
            }
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            parts.append(try Self.part(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        var length = 0
        for case .text(let text) in parts { length += text.utf8.count }
        guard length <= 2 * Self.longest else { throw Flaw(reason: "has more than \(2 * Self.longest) bytes") }
        self.parts = parts
    }

    private static func part(_ token: Substring) throws(Flaw) -> Part {
        let words = token.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let modifier = words.count > 1 ? String(words[0]) : ""
        let name = words[words.count - 1]
        switch modifier {
        case "blanks": return .text(run(of: " ", try count(name, token)))
        case "letters": return .text(run(of: "a", try count(name, token)))
        case "digits": return .text("1" + run(of: "0", try count(name, token) - 1))
        case "pid":
            guard let index = Int(name), index >= 0 else { throw Flaw(reason: "has no process {\(token)}") }
            return .pid(index)
        default:
            if token == "pid" { return .pid(nil) }
            guard let spelling = Spelling(rawValue: modifier) else {
                throw Flaw(
                    reason:
                        "has {\(token)}, and \(modifier) is none of bare, wide, upper, high, pid, blanks, letters, digits"
                )
            }
            if name == "value" { return .value(spelling) }
            guard spelling != .high else { throw Flaw(reason: "has {\(token)}, and high is for a value only") }
            return .address(try address(name, token), spelling)
        }
    }

    /// The same ASCII character again and again. A million of them, one `Character` after the other, takes 20 ms.
    private static func run(of character: Unicode.Scalar, _ count: Int) -> String {
        String(decoding: repeatElement(UInt8(ascii: character), count: count), as: UTF8.self)
    }

    private static func count(_ digits: Substring, _ token: Substring) throws(Flaw) -> Int {
        guard let count = Int(digits), (1...longest).contains(count) else {
            throw Flaw(reason: "has {\(token)}, where the number has to be from 1 to \(longest)")
        }
        return count
    }

    private static func address(_ name: Substring, _ token: Substring) throws(Flaw) -> Address {
        let halves = name.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        var spread: UInt64 = 0
        if halves.count > 1 {
            guard let number = number(halves[1]), number > 0 else {
                throw Flaw(reason: "has {\(token)}, where a number has to stand behind ~")
            }
            spread = number
        }
        let name = halves[0]
        let sign = name.firstIndex { $0 == "+" || $0 == "-" }
        let head = name[..<(sign ?? name.endIndex)]
        var offset: UInt64 = 0
        if let sign {
            guard let number = number(name[name.index(after: sign)...]) else {
                throw Flaw(reason: "has {\(token)}, whose offset is no number")
            }
            offset = name[sign] == "+" ? number : 0 &- number
        }
        if head.hasPrefix("0x") {
            guard spread == 0 else { throw Flaw(reason: "has {\(token)}, and ~ is for a place only") }
            guard let number = number(head) else { throw Flaw(reason: "has {\(token)}, which is no number") }
            return .number(number &+ offset)
        }
        let words = head.split(separator: ".", omittingEmptySubsequences: false)
        guard !head.isEmpty, words.count == 1 || (words.count == 2 && words[1] == "end") else {
            throw Flaw(reason: "has {\(token)}, which is neither a place nor an address")
        }
        return .place(String(words[0]), isEnd: words.count == 2, offset: offset, spread: spread)
    }

    private static func number(_ digits: Substring) -> UInt64? {
        digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
    }

    /// Names of the places that it is about.
    var places: [String] {
        parts.compactMap { part in
            if case .address(.place(let name, _, _, _), _) = part { name } else { nil }
        }
    }

    /// Whether it is about an address.
    var namesAddress: Bool {
        parts.contains { part in
            if case .address = part { true } else { false }
        }
    }

    /// Whether something stands behind the address that it is about: a fresh value, or one that the rubric gives.
    var namesValue: Bool {
        let rest = parts.drop { part in
            if case .address = part { false } else { true }
        }
        return rest.dropFirst().contains { part in
            switch part {
            case .value: true
            case .text(let text): text.contains { $0 != " " }
            case .address, .pid: false
            }
        }
    }

    /// Whether the value is one that every run fills in anew.
    var hasFreshValue: Bool {
        parts.contains { part in
            if case .value = part { true } else { false }
        }
    }

    /// Whether it names a process by its pid.
    var namesProcess: Bool {
        parts.contains { part in
            if case .pid = part { true } else { false }
        }
    }

    /// The word that it begins with, as far as it is the same in every run.
    var firstWord: String {
        guard case .text(let text) = parts.first else { return "" }
        return String(text.prefix { $0 != " " })
    }
}

extension CheckFields {
    /// Reads a command, and sees that the target has the places and the check the processes that it names.
    mutating func template(_ text: String, _ field: String) throws(RubricFlaw) -> CommandTemplate {
        let template: CommandTemplate
        do { template = try CommandTemplate(text) } catch { throw flaw(field, error.reason) }
        for case .pid(let index?) in template.parts where !setup.processes.indices.contains(index) {
            throw flaw(field, "has {pid:\(index)}, and the check has \(setup.processes.count) processes")
        }
        for place in template.places { try see(place, field) }
        return template
    }

    /// Refuses a place that the target will not have.
    func see(_ place: String, _ field: String) throws(RubricFlaw) {
        guard let target, !target.places(after: before).contains(place) else { return }
        if target.makeable.contains(place) {
            throw flaw(field, "is about \(place), which the target makes on demand: add `before: [make \(place)]`")
        }
        throw flaw(
            field,
            "is about \(place), and the program \(setup.program) has no such place; it has "
                + target.places.union(target.makeable).sorted().joined(separator: ", "))
    }
}
