/// A lesson, as its file says: one misconception, a short text, an example on real tables, exercises.
package struct Lesson: Sendable, Hashable, Decodable {
    /// What of the example's walk is shown.
    package struct Example: Sendable, Hashable, Decodable {
        /// A snapshot of `labs/snapshots`, without `.json`.
        package let snapshot: String
        /// A place or a number.
        package let address: String
        /// `walk`, `picture`, a level's name, or `table` and a level's name.
        package let show: String
    }

    /// A name that never changes: progress, handouts and the catalogue of mistakes refer to it.
    package let id: String
    /// One line, without a full stop.
    package let title: String
    /// What the learner may believe before.
    package let misconception: String
    /// Paragraphs; lines indented by two blanks or more are shown as they are.
    package let text: String
    /// A walk of the snapshot, to look at before the exercises.
    package let example: Example?
    /// What a live machine adds, with the command.
    package let live: String?
    /// The snapshot that the exercises use; that of the example, or `four-level`, where the file names none.
    package let snapshot: String
    /// In the order in which they are asked.
    package let exercises: [Exercise]

    private enum Key: String, CodingKey {
        case id, title, misconception, text, example, live, snapshot, exercises
    }

    /// A field that lessons had once, with what to write now.
    private enum FormerKey: String, CodingKey { case diagnoses }

    /// Reads a lesson's file.
    package init(from decoder: any Decoder) throws {
        let former = try decoder.container(keyedBy: FormerKey.self)
        guard !former.contains(.diagnoses) else {
            throw DecodingError.dataCorruptedError(
                forKey: .diagnoses, in: former,
                debugDescription: "name this lesson in labs/mistakes.yml instead, as `lesson:` of each mistake")
        }
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(String.self, forKey: .id)
        title = try values.decode(String.self, forKey: .title)
        misconception = try values.decode(String.self, forKey: .misconception)
        text = try values.decode(String.self, forKey: .text)
        example = try values.decodeIfPresent(Example.self, forKey: .example)
        live = try values.decodeIfPresent(String.self, forKey: .live)
        snapshot = try values.decodeIfPresent(String.self, forKey: .snapshot) ?? example?.snapshot ?? "four-level"
        exercises = try values.decode([Exercise].self, forKey: .exercises)
    }
}
