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
    let isRaw: Bool
    /// How the process writes it; see `labs/targets/common/commands.c`.
    let mode: TargetRequest.WriteMode
    /// Commands that are written before; how they end does not matter.
    let first: [CommandTemplate]
    /// Whether the target ends after these, and another process of its name starts.
    let replaces: Bool

    /// The fields of kinds that write one command, for the manual.
    static let fields = [
        Field("command", "what is written to /proc/mtest; for what may stand in braces see above"),
        Field("by", "who writes it: `target` (without the field) or `shell`, a process that it is not about"),
        Field("raw", "`true`: without a newline at its end"),
        Field(
            "how",
            "how the process writes it: `write` (without the field), `cold` from a page that is not in memory, or "
                + "`among N` others in the kernel's memory"),
        Field("first", "commands that are written before; how they end does not matter"),
        Field("replaces", "`true`: after these the target ends, and another process of its name starts"),
    ]
    /// The fields of kinds that write several commands.
    static let fieldsOfSeveral = [fields[0], Field("more", "further commands of the same check")] + fields[1...]

    /// One command, written in the ordinary way.
    init(check: String, command: CommandTemplate, writer: Writer) {
        self.check = check
        self.command = command
        self.writer = writer
        more = []
        isRaw = false
        mode = .once
        first = []
        replaces = false
    }

    /// Reads the fields; `more` where the kind has several commands.
    init(_ fields: inout CheckFields, several: Bool = false) throws(RubricFlaw) {
        check = fields.id
        guard let text = try fields.optionalText("command") else { throw fields.flaw("command", "is missing") }
        command = try fields.template(text, "command")
        more = several ? try Self.templates(&fields, "more") : []
        writer = try fields.word("by") ?? .target
        isRaw = try fields.flag("raw")
        mode = try Self.mode(&fields)
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

    /// Commands of one family are given up together.
    var family: String { MtestCommandName(rawValue: command.firstWord)?.rawValue ?? "" }
}

/// The commands of the contract.
enum MtestCommandName: String, CaseIterable { case findpage, listvma, writeval }
