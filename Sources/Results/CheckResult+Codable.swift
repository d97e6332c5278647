/// The documented JSON of a check: one flat object, the heading's fields among the others.
extension CheckResult: Codable {
    enum CodingKeys: String, CodingKey {
        case id, title, lab, status, score, message, symptom, diagnosis, mistake, asked, expected, actual, why, hints
        case lesson, advice, todos, place, kernels
        case maxScore = "max_score"
        case isCore = "core"
        case isHidden = "hidden"
        case styleNotes = "style_notes"
        case byHand = "by_hand"
        case isByHand = "only_by_hand"
        case waitsFor = "waits_for"
    }

    /// Reads what ``encode(to:)`` wrote, now or in an earlier version: fields that came later may be missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? { try container.decodeIfPresent(String.self, forKey: key) }
        self.init(
            CheckHeading(
                id: try container.decode(String.self, forKey: .id),
                title: try container.decode(String.self, forKey: .title),
                lab: try container.decode(String.self, forKey: .lab),
                points: try container.decode(Double.self, forKey: .maxScore),
                why: try container.decode(String.self, forKey: .why),
                hints: try container.decode([String].self, forKey: .hints),
                isCore: try container.decode(Bool.self, forKey: .isCore),
                isHidden: try container.decode(Bool.self, forKey: .isHidden),
                todos: try container.decodeIfPresent([String].self, forKey: .todos) ?? [],
                isByHand: try container.decodeIfPresent(Bool.self, forKey: .isByHand) ?? false),
            status: try container.decode(Status.self, forKey: .status),
            message: try container.decode(String.self, forKey: .message), symptom: try text(.symptom),
            diagnosis: try text(.diagnosis), mistake: try text(.mistake), asked: try text(.asked),
            expected: try text(.expected), actual: try text(.actual),
            place: try container.decodeIfPresent(SourcePlace.self, forKey: .place), waitsFor: try text(.waitsFor),
            lesson: try text(.lesson),
            advice: try text(.advice),
            styleNotes: try container.decodeIfPresent([String].self, forKey: .styleNotes) ?? [])
        score = try container.decode(Double.self, forKey: .score)
        byHand = try text(.byHand)
        endings = try container.decodeIfPresent([KernelEnding].self, forKey: .kernels) ?? []
    }

    /// Writes every field of the documented format, absent ones as null; a mark by hand, and
    /// how it ended on each of several kernels, only where there is one.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(heading.id, forKey: .id)
        try container.encode(heading.title, forKey: .title)
        try container.encode(heading.lab, forKey: .lab)
        try container.encode(status, forKey: .status)
        try container.encode(score, forKey: .score)
        try container.encode(heading.points, forKey: .maxScore)
        try container.encode(message, forKey: .message)
        try container.encode(symptom, forKey: .symptom)
        try container.encode(diagnosis, forKey: .diagnosis)
        try container.encode(mistake, forKey: .mistake)
        try container.encode(asked, forKey: .asked)
        try container.encode(expected, forKey: .expected)
        try container.encode(actual, forKey: .actual)
        try container.encode(place, forKey: .place)
        try container.encode(waitsFor, forKey: .waitsFor)
        try container.encode(heading.why, forKey: .why)
        try container.encode(heading.hints, forKey: .hints)
        try container.encode(heading.isCore, forKey: .isCore)
        try container.encode(heading.isHidden, forKey: .isHidden)
        try container.encode(heading.todos, forKey: .todos)
        try container.encode(lesson, forKey: .lesson)
        try container.encode(advice, forKey: .advice)
        try container.encode(styleNotes, forKey: .styleNotes)
        try container.encodeIfPresent(byHand, forKey: .byHand)
        if !endings.isEmpty { try container.encode(endings, forKey: .kernels) }
        if heading.isByHand { try container.encode(true, forKey: .isByHand) }
    }
}
