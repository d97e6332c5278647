import BoundedYAML
import FoundationEssentials
import Mistakes
package import PageSnapshots
import Words
import Yams

/// The lessons of `labs/lessons`, in the order of their files' names, with the snapshots that they use.
package struct LessonShelf: Sendable {
    /// In the order of the files' names, which is that of the course.
    package let lessons: [Lesson]
    private let snapshots: String

    /// Reads every lesson.
    ///
    /// - Parameter labs: the folder with `lessons/` and `snapshots/` in it.
    /// - Throws: ``LessonFlaw``, with the file's name.
    package init(labs: String) throws(LessonFlaw) {
        try self.init(folder: "\(labs)/lessons", snapshots: "\(labs)/snapshots")
    }

    /// Reads every lesson of a folder; the snapshots that they use are in another.
    ///
    /// - Throws: ``LessonFlaw``, with the file's name.
    package init(folder: String, snapshots: String) throws(LessonFlaw) {
        self.snapshots = snapshots
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".yml") }.sorted()
        guard !files.isEmpty else { throw LessonFlaw("there are no lessons in \(folder)") }
        var lessons: [Lesson] = []
        for file in files {
            guard let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8) else {
                throw LessonFlaw("\(folder)/\(file) cannot be read")
            }
            let lesson: Lesson
            do {
                // An empty text is no mapping, and is told as that.
                let node = try BoundedYAML.compose(text) ?? Node("")
                lesson = try YAMLDecoder().decode(Lesson.self, from: node)
            } catch {
                throw LessonFlaw("\(folder)/\(file): \(error.sentence)")
            }
            guard !lessons.contains(where: { $0.id == lesson.id }) else {
                throw LessonFlaw("\(folder)/\(file): another lesson has the id \(lesson.id)")
            }
            lessons.append(lesson)
        }
        self.lessons = lessons
    }

    /// The lesson of this id.
    package func lesson(_ id: String) -> Lesson? { lessons.first { $0.id == id } }

    /// A shipped snapshot by its name.
    ///
    /// - Throws: `SnapshotError`.
    package func snapshot(_ name: String) throws(SnapshotError) -> Snapshot {
        try Snapshot.read(from: "\(snapshots)/\(name).json")
    }
}
