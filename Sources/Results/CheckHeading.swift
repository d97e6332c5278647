/// What people read about a check before anything is graded: its name, its points, and what helps with it.
///
/// A rubric, a gradebook and a result all say the same about a check. They hold a heading, so that a new field is
/// written once.
public struct CheckHeading: Sendable, Hashable, Codable {
    /// The check's id, unique in the rubric, for example `findpage.noexec`.
    public var id: String
    /// One line, phrased as what a correct module does.
    public var title: String
    /// The lab's folder name, for example `2-findpage`.
    public var lab: String
    /// Points to be had, 0 or more.
    public var points: Double
    /// Why the check matters, in one or two sentences.
    public var why: String
    /// Hints, from vague to plain.
    public var hints: [String]
    /// Whether the check belongs to the core of its lab.
    public var isCore: Bool
    /// Whether its details are kept from the student until the instructor releases them; the points count meanwhile.
    public var isHidden: Bool
    /// The TODOs of the skeleton that the check turns with, for example `2.4`; one that any TODO would turn names none.
    public var todos: [String]
    /// Whether a person gives the points, and no machine is asked: style, a report, a talk.
    public var isByHand: Bool

    /// A heading with these texts; a check belongs to the core and is shown unless said otherwise.
    public init(
        id: String, title: String, lab: String, points: Double, why: String = "", hints: [String] = [],
        isCore: Bool = true, isHidden: Bool = false, todos: [String] = [], isByHand: Bool = false
    ) {
        self.id = id
        self.title = title
        self.lab = lab
        self.points = points
        self.why = why
        self.hints = hints
        self.isCore = isCore
        self.isHidden = isHidden
        self.todos = todos
        self.isByHand = isByHand
    }

    /// Reads what was written, now or in an earlier version: fields that came later may be missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(String.self, forKey: .id),
            title: try container.decode(String.self, forKey: .title),
            lab: try container.decode(String.self, forKey: .lab),
            points: try container.decode(Double.self, forKey: .points),
            why: try container.decode(String.self, forKey: .why),
            hints: try container.decode([String].self, forKey: .hints),
            isCore: try container.decode(Bool.self, forKey: .isCore),
            isHidden: try container.decode(Bool.self, forKey: .isHidden),
            todos: try container.decodeIfPresent([String].self, forKey: .todos) ?? [],
            isByHand: try container.decodeIfPresent(Bool.self, forKey: .isByHand) ?? false)
    }

    enum CodingKeys: String, CodingKey {
        case id, title, lab, points, why, hints, todos
        case isCore = "core"
        case isHidden = "hidden"
        case isByHand = "only_by_hand"
    }
}
