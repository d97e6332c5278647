import Grading
import TargetProtocol
import Words

/// A command with the places and values of this run filled in.
struct FilledCommand: Sendable, Hashable {
    /// The text to write, without a newline.
    private(set) var text = ""
    /// The address it is about, if it is about one.
    private(set) var address: UInt64?
    /// The value it writes, if any.
    private(set) var value: UInt64?

    /// A command that fills nothing in, and is about no place.
    init(text: String) { self.text = text }

    /// Fills in the places of the target and a fresh value, which is written as `form` says.
    ///
    /// - Throws: ``Unjudged`` for a place that the target did not announce.
    init(_ template: CommandTemplate, of check: String, on bench: any Bench, _ form: FreshValue.Form = .whole) throws {
        let fresh = FreshValue(bench.seed, "value \(check)")
        for part in template.parts {
            switch part {
            case .text(let words): text += words
            case .pid(let index):
                let process = index.map { bench.processes[$0] } ?? bench.target
                text += "\(process.pid)"
            case .value(let spelling):
                let number = fresh.number(form, isHigh: spelling == .high)
                text += Self.written(number, form.isBare ? .bare : spelling)
                value = number
            case .address(let place, let spelling):
                let number = try Self.resolve(place, of: check, bench)
                address = number
                text += Self.written(number, spelling)
            }
        }
        if value == nil, text.hasPrefix("writeval ") {
            let words = text.split(separator: " ")
            let literal = words.count > 2 ? words[2] : ""
            value = UInt64(literal.hasPrefix("0x") ? literal.dropFirst(2) : literal, radix: 16)
        }
    }

    private static func resolve(_ address: CommandTemplate.Address, of check: String, _ bench: any Bench) throws
        -> UInt64
    {
        switch address {
        case .number(let number): return number
        case .place(let name, let isEnd, let offset, let spread):
            guard let place = bench.target.places[name] else {
                throw Unjudged.rubric("the target has not announced the place \(name)")
            }
            return place.address &+ (isEnd ? place.length : 0) &+ offset
                &+ drawn(below: spread, of: check, bench.seed)
        }
    }

    /// A multiple of eight below `spread`; 0 for 0. One draw for all commands of a check: that they are about the same word
    /// may matter.
    static func drawn(below spread: UInt64, of check: String, _ seed: Seed) -> UInt64 {
        spread == 0 ? 0 : seed.number("offset \(check)") % spread / 8 * 8
    }

    private static func written(_ number: UInt64, _ spelling: CommandTemplate.Spelling) -> String {
        switch spelling {
        case .plain, .high: hex(number)
        case .bare: String(number, radix: 16)
        case .wide:
            "0x" + String(repeating: "0", count: number.leadingZeroBitCount / 4) + String(number, radix: 16)
        case .upper: String(number, radix: 16, uppercase: true)
        }
    }

    /// The value of `body`; an incident in it that names no command gets this one, for the report.
    func blamed<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch var incident as Incident {
            incident.asked = incident.asked ?? shown
            throw incident
        }
    }

    /// Whether its last word is a pid: one word more than it needs.
    var hasPID: Bool {
        let words = text.split(separator: " ")
        let needed: [MtestCommandName: Int] = [.listvma: 1, .findpage: 2, .writeval: 3]
        return words.first.flatMap { MtestCommandName(rawValue: String($0)) }.flatMap { needed[$0] } == words.count - 1
    }

    /// The pid that its last word is; nil without one.
    var pid: UInt64? { hasPID ? text.split(separator: " ").last.flatMap { UInt64($0) } : nil }

    /// The same `writeval` with 0x before its value; nil for any other command.
    var withPrefixedValue: FilledCommand? {
        let words = text.split(separator: " ")
        guard words.count > 2, words[0] == "writeval", !words[2].hasPrefix("0x") else { return nil }
        var prefixed = self
        prefixed.text.insert(contentsOf: "0x", at: words[2].startIndex)
        return prefixed
    }

    /// What `look` finds with it, in a check that is not about how its value is written: one that is taken in the other
    /// spelling has no flaw, or that one's.
    func however(_ look: (FilledCommand) async throws -> Verdict?) async throws -> Verdict? {
        guard let flaw = try await look(self)?.asked(shown) else { return nil }
        guard flaw.finding?.symptom == .refused, let other = withPrefixedValue else { return flaw }
        guard let second = try await look(other)?.asked(other.shown) else { return nil }
        return second.finding?.symptom == .refused ? flaw : second
    }

    /// Whether it has the word listvma at its beginning, blanks or other words in front of it; a command may have a megabyte.
    var isList: Bool { text.prefix(200).contains("listvma") }

    /// As a report shows it.
    var shown: String { text.utf8.count > 80 ? "\(text.prefix(60))… (\(text.utf8.count) bytes)" : text }
}
