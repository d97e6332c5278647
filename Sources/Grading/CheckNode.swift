import Yams

/// One entry of `checks:`; says which field is wrong.
struct CheckNode {
    let node: Node
    let file: String

    private static let fields: Set = [
        "id", "title", "points", "why", "hints", "part", "hidden", "machine", "program", "processes", "asked",
        "parameters", "before", "first", "replaces", "command", "more", "raw", "times", "by", "how", "expect",
        "page", "reason", "unlike",
        "mistakes",
    ]

    func check(lab: String) throws(Rubric.Flaw) -> Rubric.Check {
        guard let mapping = node.mapping else { throw flaw("a check is a list of fields", node) }
        for (key, _) in mapping where !Self.fields.contains(key.string ?? "") {
            throw flaw("`\(key.string ?? "?")` is no field of a check", key)
        }
        guard let points = node["points"]?.float, points > 0, points.isFinite else {
            throw flaw("`points` has to be a number above 0", node["points"])
        }
        let hints = try texts("hints")
        guard hints.count >= 2 else { throw flaw("`hints` has to be a list of at least two", node["hints"]) }
        let part = node["part"]?.string ?? "core"
        guard ["core", "hard"].contains(part) else { throw flaw("`part` is core or hard", node["part"]) }
        guard let expectation: Rubric.Expectation = try word("expect") else { throw flaw("`expect` is missing", nil) }
        if let more = node["more"], !expectation.takesSeveral {
            throw flaw("`expect: \(expectation.rawValue)` has one command, `more` would not be carried out", more)
        }
        return Rubric.Check(
            id: try text("id"), lab: lab, title: try text("title"), points: points, why: try text("why"), hints: hints,
            isCore: part == "core", isHidden: node["hidden"]?.bool ?? false, situation: try situation(),
            before: try texts("before"), first: try texts("first"), replaces: node["replaces"]?.bool ?? false,
            command: node["command"]?.string ?? "", more: try texts("more"), isRaw: node["raw"]?.bool ?? false,
            times: node["times"]?.int ?? 1, how: node["how"]?.string ?? "write",
            writer: try word("by") ?? .target,
            expectation: expectation,
            pageSize: node["page"]?.int.map { UInt64(max($0, 0)) }, reason: try word("reason"),
            unlike: node["unlike"]?.string, mistakes: try mistakes()
        )
    }

    private func situation() throws(Rubric.Flaw) -> Situation {
        var situation = Situation()
        situation.machine = try word("machine") ?? .plain
        if let program = node["program"]?.string { situation.program = program }
        if node["processes"] != nil { situation.processes = try texts("processes") }
        guard !situation.processes.isEmpty else {
            throw flaw("`processes` has to name at least one", node["processes"])
        }
        situation.asked = node["asked"]?.int ?? 0
        guard situation.processes.indices.contains(situation.asked) else {
            throw flaw("`asked` counts the processes from 0", node["asked"])
        }
        situation.parameters = node["parameters"]?.string ?? ""
        return situation
    }

    private func mistakes() throws(Rubric.Flaw) -> [Symptom: Mistake] {
        guard let given = node["mistakes"] else { return [:] }
        guard let mapping = given.mapping else { throw flaw("`mistakes` maps a symptom to a mistake", given) }
        var mistakes: [Symptom: Mistake] = [:]
        for (key, value) in mapping {
            guard let symptom = Symptom(rawValue: key.string ?? "") else {
                throw flaw("`\(key.string ?? "?")` is no symptom: \(Self.choices(Symptom.self))", key)
            }
            guard let mistake = Mistake(rawValue: value.string ?? "") else {
                throw flaw("`\(value.string ?? "?")` is no named mistake", value)
            }
            mistakes[symptom] = mistake
        }
        return mistakes
    }

    private func text(_ field: String) throws(Rubric.Flaw) -> String {
        guard let text = node[field]?.string, !text.isEmpty else { throw flaw("`\(field)` is missing", node[field]) }
        return text
    }

    private func texts(_ field: String) throws(Rubric.Flaw) -> [String] {
        guard let given = node[field] else { return [] }
        guard let list = given.sequence?.compactMap(\.string), list.count == given.sequence?.count else {
            throw flaw("`\(field)` has to be a list of texts", given)
        }
        return list
    }

    private func word<Word: RawRepresentable<String> & CaseIterable>(_ field: String) throws(Rubric.Flaw) -> Word? {
        guard let given = node[field] else { return nil }
        guard let word = Word(rawValue: given.string ?? "") else {
            throw flaw("`\(field): \(given.string ?? "?")` is none of \(Self.choices(Word.self))", given)
        }
        return word
    }

    private static func choices<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type) -> String {
        Word.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private func flaw(_ reason: String, _ at: Node?) -> Rubric.Flaw {
        Rubric.Flaw(file: file, line: (at ?? node).mark?.line, reason: reason)
    }
}
