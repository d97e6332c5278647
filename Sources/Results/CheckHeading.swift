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

    /// A heading with these texts; a check belongs to the core and is shown unless said otherwise.
    public init(
        id: String, title: String, lab: String, points: Double, why: String = "", hints: [String] = [],
        isCore: Bool = true, isHidden: Bool = false
    ) {
        self.id = id
        self.title = title
        self.lab = lab
        self.points = points
        self.why = why
        self.hints = hints
        self.isCore = isCore
        self.isHidden = isHidden
    }

    enum CodingKeys: String, CodingKey {
        case id, title, lab, points, why, hints
        case isCore = "core"
        case isHidden = "hidden"
    }
}
