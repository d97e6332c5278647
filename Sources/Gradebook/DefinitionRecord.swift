import GRDB
import Results

/// A row of the table `definition`: a check of the rubric as of the latest batch.
struct DefinitionRecord: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "definition"

    var id: String
    /// Its place in the rubric, from 0.
    var position: Int
    var title: String
    var lab: String
    var points: Double
    var why: String
    var hints: [String]
    var core: Bool
    var hidden: Bool
    var fingerprint: String
}

extension DefinitionRecord {
    init(_ definition: CheckDefinition, position: Int) {
        let heading = definition.heading
        id = heading.id
        self.position = position
        title = heading.title
        lab = heading.lab
        points = heading.points
        why = heading.why
        hints = heading.hints
        core = heading.isCore
        hidden = heading.isHidden
        fingerprint = definition.fingerprint
    }

    var definition: CheckDefinition {
        CheckDefinition(
            CheckHeading(
                id: id, title: title, lab: lab, points: points, why: why, hints: hints, isCore: core, isHidden: hidden),
            fingerprint: fingerprint)
    }
}
