/// What a rubric may say, made from the kinds themselves.
package struct Manual: Sendable {
    private let assignment: Assignment

    /// The manual of an assignment.
    package init(_ assignment: Assignment) { self.assignment = assignment }

    /// For a terminal: the fields of every check, then each kind with its own.
    package var text: String {
        var lines = ["Fields of every check:", ""] + CheckReader.fields.map(Self.line)
        lines += ["", "Kinds (`expect:`), each with its own fields:"]
        for (kind, names) in kinds {
            lines += ["", "  \(kind.word)", "      \(kind.manual).", "      fields: \(names)"]
        }
        return (lines + ["", "What these fields hold:", ""] + fields.map(Self.line)).joined(separator: "\n") + "\n"
    }

    /// For a page of the documents, as tables.
    package var markdown: String {
        var lines = ["| field of every check | what it holds |", "|---|---|"]
        lines += CheckReader.fields.map { "| `\($0.name)` | \($0.manual) |" }
        lines += ["", "| `expect:` | what a correct module does | its own fields |", "|---|---|---|"]
        lines += kinds.map { kind, names in "| `\(kind.word)` | \(kind.manual) | \(names) |" }
        lines += ["", "| field of some kinds | what it holds |", "|---|---|"]
        lines += fields.map { "| `\($0.name)` | \($0.manual) |" }
        return lines.joined(separator: "\n") + "\n"
    }

    private var kinds: [(kind: any Experiment.Type, fields: String)] {
        assignment.experiments.map { kind in
            (kind, kind.fields.isEmpty ? "none" : kind.fields.map(\.name).joined(separator: ", "))
        }
    }

    /// Every field of a kind once; one that kinds describe differently stands there with each description, and the kinds.
    private var fields: [Field] {
        var seen: Set<Field> = []
        let all = assignment.experiments.flatMap { $0.fields }.filter { seen.insert($0).inserted }
        return all.map { field in
            guard all.count(where: { $0.name == field.name }) > 1 else { return field }
            let kinds = assignment.experiments.filter { $0.fields.contains(field) }.map { "`\($0.word)`" }
            return Field(field.name, "\(kinds.joined(separator: ", ")): \(field.manual)")
        }
    }

    private static func line(_ field: Field) -> String {
        let name =
            field.name.count < 12 ? field.name + String(repeating: " ", count: 12 - field.name.count) : field.name
        return "  \(name) \(field.manual)"
    }
}
