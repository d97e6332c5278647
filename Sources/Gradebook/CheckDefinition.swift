/// What the gradebook knows of a check of the rubric. Everything but ``fingerprint`` may be edited without anything
/// being graded anew.
package struct CheckDefinition: Sendable, Hashable {
    /// As in `CheckResult`.
    package var id: String
    package var title: String
    package var lab: String
    package var points: Double
    package var why: String
    package var hints: [String]
    package var isCore: Bool
    package var isHidden: Bool
    package var lesson: String?
    /// Changes whenever something changes that may influence a verdict.
    package var fingerprint: String

    /// A check.
    package init(
        id: String, title: String, lab: String, points: Double, why: String, hints: [String], isCore: Bool,
        isHidden: Bool = false, lesson: String? = nil, fingerprint: String
    ) {
        self.id = id
        self.title = title
        self.lab = lab
        self.points = points
        self.why = why
        self.hints = hints
        self.isCore = isCore
        self.isHidden = isHidden
        self.lesson = lesson
        self.fingerprint = fingerprint
    }
}
