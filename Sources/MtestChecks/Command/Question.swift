import Grading
import TargetProtocol

/// What a check writes to /proc/mtest, who writes it and how: the fields that nearly all kinds have.
package struct Question: Sendable, Hashable {
    /// The id of the check, which fresh values follow from.
    let check: String
    /// The command.
    let command: CommandTemplate
    /// More commands of the same check, where the kind has them.
    let more: [CommandTemplate]
    /// Who writes it.
    let writer: Writer
    /// Whether it is written without a newline at its end.
    private(set) var isRaw: Bool
    /// How the process writes it; see `labs/targets/common/commands.c`.
    let mode: TargetRequest.WriteMode
    /// Commands that are written before; how they end does not matter.
    let first: [CommandTemplate]
    /// Whether the target ends after these, and another process of its name starts.
    let replaces: Bool

    /// What a kind may leave to the rubric, beside the command and what is written before it.
    enum Part {
        /// Further commands.
        case more
        /// Who writes.
        case writer
        /// Whether a newline ends the command.
        case raw
        /// How the process writes.
        case mode
    }

    /// A kind that writes one command in whatever way the rubric says.
    static let ordinary: Set<Part> = [.writer, .raw, .mode]
    /// A kind that writes several.
    static let several: Set<Part> = ordinary.union([.more])

    /// The fields of a kind that leaves these parts to the rubric, for the manual.
    static func fields(_ parts: Set<Part> = ordinary) -> [Field] {
        let all: [(Field, Part?)] = [
            (Field("command", "what is written to the module's file; see above for what may stand in braces"), nil),
            (Field("more", "further commands of the same check"), .more),
            (
                Field("by", "who writes it: `target` (without the field) or `shell`, a process that it is not about"),
                .writer
            ),
            (Field("raw", "`true`: without a newline at its end"), .raw),
            (
                Field(
                    "how",
                    "how the process writes it: `write` (without the field), `cold` from a page that is not in "
                        + "memory, or `among N` others in the kernel's memory"), .mode
            ),
            (Field("first", "commands that are written before; how they end does not matter"), nil),
            (Field("replaces", "`true`: after these the target ends, and another process of its name starts"), nil),
        ]
        return all.filter { $0.1.map(parts.contains) ?? true }.map(\.0)
    }

    /// One command, written in the ordinary way, or without a newline.
    init(check: String, command: CommandTemplate, writer: Writer, isRaw: Bool = false) {
        self.check = check
        self.command = command
        self.writer = writer
        more = []
        self.isRaw = isRaw
        mode = .once
        first = []
        replaces = false
    }

    /// The same question, asked by another process.
    init(_ question: Question, by writer: Writer) {
        check = question.check
        command = question.command
        more = question.more
        self.writer = writer
        isRaw = question.isRaw
        mode = question.mode
        first = question.first
        replaces = question.replaces
    }

    /// Reads the fields of a kind that leaves these parts to the rubric.
    init(_ fields: inout CheckFields, _ parts: Set<Part> = ordinary) throws(RubricFlaw) {
        check = fields.id
        guard let text = try fields.optionalText("command") else { throw fields.flaw("command", "is missing") }
        command = try fields.template(text, "command")
        more = parts.contains(.more) ? try Self.templates(&fields, "more") : []
        writer = parts.contains(.writer) ? try fields.word("by") ?? .target : .target
        isRaw = parts.contains(.raw) ? try fields.flag("raw") : false
        mode = parts.contains(.mode) ? try Self.mode(&fields) : .once
        first = try Self.templates(&fields, "first")
        replaces = try fields.flag("replaces")
    }

    private static func templates(_ fields: inout CheckFields, _ name: String) throws(RubricFlaw) -> [CommandTemplate] {
        var templates: [CommandTemplate] = []
        for text in try fields.texts(name) { templates.append(try fields.template(text, name)) }
        return templates
    }

    private static func mode(_ fields: inout CheckFields) throws(RubricFlaw) -> TargetRequest.WriteMode {
        guard let words = try fields.optionalText("how") else { return .once }
        switch TargetRequest.WriteMode(words) {
        case .once: return .once
        case .cold: return .cold
        case .among(let count) where count <= 100_000: return .among(count: count)
        default: throw fields.flaw("how", "is none of write, cold, among N (N from 1 to 100000): \(words)")
        }
    }

    /// The same without a newline behind each command.
    var withoutNewline: Question {
        var question = self
        question.isRaw = true
        return question
    }

    /// Refuses commands that are not about an address, of a kind that compares what happens there.
    func requireAddress(_ fields: CheckFields) throws(RubricFlaw) {
        guard command.namesAddress else { throw fields.flaw("command", "has to name a place or an address in braces") }
        guard more.allSatisfy(\.namesAddress) else {
            throw fields.flaw("more", "has to name a place or an address in braces in each command")
        }
    }

    /// Refuses commands without an address and a value, of a kind that compares what was written.
    func requireValue(_ fields: CheckFields) throws(RubricFlaw) {
        try requireAddress(fields)
        guard command.namesValue else { throw fields.flaw("command", "has to name a value, for example {value}") }
    }

    /// Commands of one family are given up together.
    var family: String { MtestCommandName(rawValue: command.firstWord)?.rawValue ?? "" }
}

/// The commands of the contract.
enum MtestCommandName: String, CaseIterable { case findpage, listvma, writeval }
