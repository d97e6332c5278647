/// What each named mistake means to a student: `labs/mistakes.yml`, which an instructor may edit.
///
/// ```swift
/// let catalogue = try MistakeCatalogue.read("labs/mistakes.yml")
/// catalogue[.pageOffsetLost]?.sentence
/// ```
package struct MistakeCatalogue: Sendable, Hashable {
    /// One mistake.
    package struct Entry: Sendable, Hashable {
        /// The name in results and rubrics.
        package let mistake: Mistake
        /// What the student reads: what went wrong, and what is right.
        package let sentence: String
        /// The id of the lesson of the walkthrough that is about it, if there is one.
        package let lesson: String?
        /// What to look at first; nil where the file has none.
        package let hint: String?

        /// One mistake, from its parts.
        package init(_ mistake: Mistake, sentence: String, lesson: String? = nil, hint: String? = nil) {
            self.mistake = mistake
            self.sentence = sentence
            self.lesson = lesson
            self.hint = hint
        }
    }

    /// In the order of the file.
    package let entries: [Entry]
    private let positions: [Mistake: Int]

    /// A catalogue of these entries. Where a mistake is there twice, the first one is found.
    package init(_ entries: [Entry] = []) {
        self.entries = entries
        positions = Dictionary(entries.enumerated().map { ($1.mistake, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The entry of a mistake; nil where the catalogue does not know it.
    package subscript(_ mistake: Mistake) -> Entry? { positions[mistake].map { entries[$0] } }
}
