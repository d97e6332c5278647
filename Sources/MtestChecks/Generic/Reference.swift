import Grading
import Mistakes
import MtestProtocol
import TargetProtocol
import VirtualMachine
import Words

/// Where the right value comes from, and how near to it an answer has to be: the fields that all generic kinds have.
struct Reference: Sendable, Hashable {
    /// The values that are right, as the lab writes them; empty where they are not known before.
    let values: [String]
    /// A line that the target is sent; its answer is the value.
    let verb: CommandTemplate?
    /// A file of /proc.
    let file: FileSum?
    /// A walk of the page tables from outside.
    let walk: WalkValue?
    let allowance: Allowance
    /// What each known mistake would answer.
    let named: [Named]

    /// A mistake, and the value that it leads to.
    struct Named: Sendable, Hashable {
        let mistake: Mistake
        let walk: WalkValue
    }

    /// For the manual.
    static let fields = [
        Field("value", "the right value; a number or words"),
        Field("one-of", "a list of values, each of which is right"),
        Field(
            "verb", "a line that the target is sent, which knows the right value: it answers `number N` or `word HEX`"),
        Field("proc", "a file of /proc that has the right value, for example `/proc/{pid}/smaps`"),
        Field("sum", FileSum.manual),
        Field("walk", WalkValue.manual),
        Field("within", Allowance.manual),
        Field(
            "named",
            "mistakes, each with the walk that it makes of the right one, for example `{accessed-for-dirty: accessed pages}`"
        ),
    ]

    /// Reads the fields.
    init(_ fields: inout CheckFields, isAboutText: Bool) throws(RubricFlaw) {
        var values = try fields.scalars("one-of")
        if let value = try fields.scalar("value") {
            guard values.isEmpty else { throw fields.flaw("value", "stands beside `one-of`: write one of the two") }
            values = [value]
        }
        self.values = values
        verb = try Self.template(&fields, "verb")
        if let verb, let known = fields.target?.verbs, !known.contains(verb.firstWord) {
            throw fields.flaw("verb", "is no verb of the program \(fields.setup.program): \(verb.firstWord)")
        }
        file = try Self.file(&fields)
        let words = try fields.optionalText("walk")
        walk = try words.map { words throws(RubricFlaw) in try Self.walk(words, "walk", fields) }
        guard !values.isEmpty || verb != nil || file != nil || walk != nil else {
            throw fields.flaw(
                "walk", "is missing, and `value`, `one-of`, `verb` and `proc` too: one says what is right")
        }
        guard values.isEmpty || verb == nil && file == nil && walk == nil else {
            throw fields.flaw(
                values.count > 1 ? "one-of" : "value", "stands beside verb, proc or walk, which say what is right")
        }
        if isAboutText, verb != nil || file != nil || walk != nil {
            throw fields.flaw("line", "has {text} for the value, which only `value` and `one-of` know")
        }
        if !isAboutText, let word = values.first(where: { Self.number($0) == nil }) {
            throw fields.flaw(values.count > 1 ? "one-of" : "value", "has to be a number: \(word.prefix(60))")
        }
        let within = try fields.scalar("within")
        guard let allowance = within.map(Allowance.init) ?? Allowance.none else {
            throw fields.flaw("within", "has to be a number such as 3, or a percentage up to 100%: \(within ?? "")")
        }
        guard !isAboutText || within == nil else {
            throw fields.flaw("within", "is about numbers, and `line` has {text}")
        }
        self.allowance = allowance
        var named: [Named] = []
        for (mistake, words) in try fields.pairs("named") {
            named.append(Named(mistake: Mistake(mistake), walk: try Self.walk(words, "named", fields)))
        }
        self.named = named
    }

    private static func template(_ fields: inout CheckFields, _ name: String) throws(RubricFlaw) -> CommandTemplate? {
        guard let text = try fields.optionalText(name) else { return nil }
        return try fields.template(text, name)
    }

    private static func file(_ fields: inout CheckFields) throws(RubricFlaw) -> FileSum? {
        let path = try template(&fields, "proc")
        let selector = try fields.optionalText("sum")
        guard let path else {
            guard selector == nil else { throw fields.flaw("sum", "is about `proc`, which is missing") }
            return nil
        }
        let file: FileSum
        do { file = try FileSum(path: path, selector: selector) } catch { throw fields.flaw("sum", error.reason) }
        if let place = file.place { try fields.see(place, "sum") }
        return file
    }

    private static func walk(_ words: String, _ name: String, _ fields: CheckFields) throws(RubricFlaw) -> WalkValue {
        let walk: WalkValue
        do { walk = try WalkValue(words) } catch { throw fields.flaw(name, error.reason) }
        for place in (walk.place?.places ?? []) + (walk.end?.places ?? []) { try fields.see(place, name) }
        if case .process(let index) = walk.owner, !fields.setup.processes.indices.contains(index) {
            throw fields.flaw(name, "is about process \(index), and the check has \(fields.setup.processes.count)")
        }
        return walk
    }

    /// A number of a lab, decimal or with 0x.
    static func number(_ text: String) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }
}

/// What the references say at one moment.
struct Readings: Sendable, Hashable {
    /// The target's own, and a file's: a module can change both.
    var inside: [UInt64] = []
    /// The walk's.
    var outside: UInt64?
}

extension Reference {
    /// What is said from inside the machine, which may change what is read.
    func inside(of check: String, on bench: any Bench) async throws -> [UInt64] {
        var numbers: [UInt64] = []
        if let verb {
            let line = try FilledCommand(verb, of: check, on: bench).text
            let reply = try await bench.send(TargetRequest(line: line), work: Patience.preparationWork)
            switch reply {
            case .number(let number), .word(let number): numbers.append(number)
            case .failed(let reason): throw Unjudged.machine("the target could not do “\(line)”: \(reason)")
            default: throw Unjudged.rubric("the target answers “\(line)” with no number: \(reply.line.prefix(80))")
            }
        }
        if let file { numbers.append(try await file.value(of: check, on: bench)) }
        return numbers
    }

    /// What the walk finds now; nil where none is asked for.
    func outside(of check: String, on bench: any Bench) async throws -> UInt64? {
        try await walk?.value(of: check, on: bench)
    }
}
